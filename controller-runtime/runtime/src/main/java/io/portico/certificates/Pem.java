package io.portico.certificates;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Textual encoding of keys and certificates (RFC 7468), as loosely as it is written in the field: text around the
 * blocks, a byte order mark, any line ends, indented lines, and blocks on one line or without a line end between them
 * are all taken, as long as there is one meaning only. Reading takes time in proportion to the length of the text.
 */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final String ENCODED_BEGIN = Base64.getEncoder()
            .encodeToString("-----BEGIN".getBytes(StandardCharsets.US_ASCII))
            .substring(0, 12);
    private static final Pattern LABEL = Pattern.compile("[A-Z0-9 ]{1,40}");
    private static final Pattern HEADER = Pattern.compile("(?m)^[ \t]*[A-Za-z][A-Za-z0-9-]*:.*$");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final int SEQUENCE = 0x30;

    private Pem() {}

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE} or {@code RSA PRIVATE KEY}
     * @param body what stands between its first and last line
     * @param ended whether it has a last line
     */
    record Block(String label, String body, boolean ended) {

        /** Whether its headers say so (RFC 1421, 4.6.1.1), as OpenSSL's older format for keys does. */
        boolean encrypted() {
            return body.contains("ENCRYPTED");
        }

        /** What it encloses. */
        byte[] decode() throws InvalidPemException {
            if (!ended) {
                throw new InvalidPemException("has a PEM block " + label + " without its END line; it was cut off");
            }
            if (body.contains("\\n")) {
                throw new InvalidPemException("has \\n written out where its lines should end; write real line ends");
            }
            try {
                return Base64.getDecoder()
                        .decode(SPACE.matcher(HEADER.matcher(body).replaceAll(""))
                                .replaceAll(""));
            } catch (IllegalArgumentException e) {
                throw new InvalidPemException("has a PEM block " + label + " that is not base64", e);
            }
        }
    }

    /** The blocks in their order. One that is not closed ends where the next begins. */
    static List<Block> blocks(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        var blocks = new ArrayList<Block>();
        for (var begin = text.indexOf(BEGIN); begin >= 0; ) {
            var labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            if (labelEnd < 0) {
                break;
            }
            var label = text.substring(begin + BEGIN.length(), labelEnd);
            var body = labelEnd + DASHES.length();
            var end = text.indexOf(DASHES, body);
            var last = "-----END " + label + DASHES;
            var ended = end >= 0 && text.startsWith(last, end);
            blocks.add(new Block(label, text.substring(body, end < 0 ? text.length() : end), ended));
            begin = end < 0 ? -1 : text.indexOf(BEGIN, ended ? end + last.length() : end);
        }
        return blocks;
    }

    /** Why a text without any block of the wanted label cannot be used; half a sentence. */
    static String none(byte[] bytes, String wanted) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
        if (text.isEmpty()) {
            return "is empty";
        }
        if (text.charAt(0) == SEQUENCE && text.chars().anyMatch(c -> c < ' ' && !Character.isWhitespace(c))) {
            return "is binary (DER or PKCS#12); store it as PEM text";
        }
        if (text.startsWith(ENCODED_BEGIN)) {
            return "is base64 of PEM text; it was encoded twice, store the PEM text itself";
        }
        var others = blocks(bytes).stream()
                .map(Block::label)
                .filter(LABEL.asMatchPredicate())
                .distinct()
                .limit(3)
                .toList();
        return "has no PEM block " + wanted + (others.isEmpty() ? "" : ", only " + String.join(", ", others));
    }

    static String print(String label, byte[] der) {
        return BEGIN + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
