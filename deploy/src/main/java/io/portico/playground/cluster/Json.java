package io.portico.playground.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API objects as plain JSON. */
public final class Json {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private Json() {}

    /** The fields of an object that are set; none of null. */
    public static Map<String, Object> fields(@Nullable Object object) {
        return object == null
                ? Map.of()
                : JSON.unmarshal(JSON.asJson(object), new TypeReference<Map<String, Object>>() {});
    }

    /** As the API server takes it. */
    public static String of(Object object) {
        return JSON.asJson(object);
    }
}
