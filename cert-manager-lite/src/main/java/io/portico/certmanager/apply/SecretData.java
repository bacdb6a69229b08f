package io.portico.certmanager.apply;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The {@code data} of a Secret: base64 on the wire. */
final class SecretData {
    private static final byte[] NONE = {};

    private SecretData() {}

    /** The bytes of one key; none where it is absent. The API server lets no invalid base64 in. */
    static byte[] decode(Secret secret, String key) {
        var value = secret.getData() == null ? null : secret.getData().get(key);
        return value == null ? NONE : Base64.getDecoder().decode(value);
    }

    static Map<String, String> encode(Map<String, String> texts) {
        var data = new HashMap<String, String>();
        texts.forEach((key, text) ->
                data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        return data;
    }
}
