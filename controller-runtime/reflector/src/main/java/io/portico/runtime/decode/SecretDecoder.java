package io.portico.runtime.decode;

import io.fabric8.kubernetes.api.model.Secret;
import io.portico.runtime.reflector.WireReader;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** {@code core/v1 Secret}. */
final class SecretDecoder {
    private SecretDecoder() {}

    static Secret decode(WireReader in) {
        var secret = new Secret();
        var data = new HashMap<String, String>();
        while (in.next()) {
            switch (in.field()) {
                case 1 -> secret.setMetadata(MetadataDecoder.decode(in.message()));
                case 2 -> entry(in.message(), data);
                case 3 -> secret.setType(Fields.text(in));
                case 5 -> secret.setImmutable(in.number() != 0);
                default -> {}
            }
        }
        secret.setData(data);
        return secret;
    }

    /** As JSON has it, the value is base64. */
    private static void entry(WireReader in, Map<String, String> into) {
        var key = "";
        var value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = Base64.getEncoder().encodeToString(in.bytes());
                default -> {}
            }
        }
        into.put(key, value);
    }
}
