package io.portico.runtime.decode;

import io.portico.runtime.reflector.WireReader;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values that many messages have. */
final class Fields {
    private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999, the last that RFC 3339 can say

    private Fields() {}

    /** Text of a field that JSON leaves out when it is empty. */
    static @Nullable String text(WireReader in) {
        var text = in.text();
        return text.isEmpty() ? null : text;
    }

    /** A number of a field that JSON leaves out when it is 0. */
    static @Nullable Integer number(WireReader in) {
        var number = (int) in.number();
        return number == 0 ? null : number;
    }

    /** One entry of a map. */
    static void entry(WireReader in, Map<String, String> into) {
        var key = "";
        var value = "";
        while (in.next()) {
            switch (in.field()) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> {}
            }
        }
        into.put(key, value);
    }

    /** The text in that field of a message; empty when there is none. */
    static String within(WireReader message, int field) {
        while (message.next()) {
            if (message.field() == field) {
                return message.text();
            }
        }
        return "";
    }

    /** {@code meta/v1 Time}, to the second, as JSON has it; null for none. */
    static @Nullable String time(WireReader in) {
        while (in.next()) {
            if (in.field() == 1) {
                var second = in.number();
                return Math.abs(second) > LAST_SECOND
                        ? null
                        : Instant.ofEpochSecond(second).toString();
            }
        }
        return null;
    }
}
