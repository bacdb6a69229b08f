package io.portico.certmanager.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Textual encoding of keys and certificates, RFC 7468. Text around the blocks is skipped, as OpenSSL skips it. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** One block: its label, such as {@code CERTIFICATE} or {@code RSA PRIVATE KEY}, and what it encloses. */
    static final class Block {
        private final String label;
        private final byte[] der;

        private Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }

        String label() {
            return label;
        }

        byte[] der() {
            return der.clone();
        }
    }

    private Pem() {}

    /**
     * The blocks in their order; throws if the inside of one is not base64, which includes encrypted old-style keys.
     */
    static List<Block> parse(byte[] text) throws InvalidPemException {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(new String(text, StandardCharsets.US_ASCII));
        while (matcher.find()) {
            var body = matcher.group(2);
            if (body.contains("ENCRYPTED")) {
                throw new InvalidPemException("is encrypted; store it without a passphrase");
            }
            try {
                blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(body.replaceAll("\\s", ""))));
            } catch (IllegalArgumentException e) {
                throw new InvalidPemException("has a PEM block " + matcher.group(1) + " that is not base64", e);
            }
        }
        return blocks;
    }

    static String print(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
