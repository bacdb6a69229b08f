package io.portico.nodeproxy.nft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named set or map and its elements.
 *
 * @param kind set or map
 * @param name unique in its table
 * @param type its declaration, such as {@code type ipv4_addr . inet_service}
 * @param elements key to value, each as nft writes it; in a set the values are empty
 */
public record ElementSet(Kind kind, String name, String type, Map<String, String> elements) {

    /** Whether keys have values. */
    public enum Kind {
        /** Keys only. */
        SET("set"),
        /** Keys and values. */
        MAP("map");

        private final String token;

        Kind(String token) {
            this.token = token;
        }

        /** As nft writes it. */
        public String token() {
            return token;
        }
    }

    /** Copies the elements, keeping their order. */
    public ElementSet {
        elements = Collections.unmodifiableMap(new LinkedHashMap<>(elements));
    }
}
