package io.portico.certmanager.crypto;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The {@code data} of a Secret: base64 on the wire. */
public final class SecretData {
    private static final byte[] NONE = {};

    private SecretData() {}

    /** The bytes of one key; none where it is absent. The API server lets no invalid base64 in. */
    public static byte[] decode(Secret secret, String key) {
        var value = secret.getData() == null ? null : secret.getData().get(key);
        return value == null ? NONE : Base64.getDecoder().decode(value);
    }

    /** Texts as they stand on the wire. */
    public static Map<String, String> encode(Map<String, String> texts) {
        var data = new HashMap<String, String>();
        texts.forEach((key, text) ->
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return data;
    }

    /** SHA-256, in hexadecimal. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
