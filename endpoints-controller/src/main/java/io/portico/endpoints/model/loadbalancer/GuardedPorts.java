package io.portico.endpoints.model.loadbalancer;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ports, of any protocol, that no LoadBalancer Service may take from the nodes.
 *
 * @param ranges of numbers, both ends included
 */
public record GuardedPorts(List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final int LAST_PORT = 65535;

    /** From one port to another, both included. */
    public record Range(int first, int last) {
        @Override
        public String toString() {
            return first == last ? String.valueOf(first) : first + "-" + last;
        }
    }

    /**
     * Reads {@code 22,2379-2380} and the like.
     *
     * @param setting its name, for the sentence
     * @throws IllegalArgumentException in words, when it is none
     */
    public static GuardedPorts parse(String setting, String text) {
        return new GuardedPorts(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(part -> range(setting, text, part))
                .toList());
    }

    /** Whether that port is one of them. */
    public boolean contain(int port) {
        return ranges.stream().anyMatch(range -> range.first <= port && port <= range.last);
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }

    private static Range range(String setting, String text, String part) {
        var matcher = RANGE.matcher(part);
        if (matcher.matches()) {
            var first = Integer.parseInt(matcher.group(1));
            var last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first >= 1 && first <= last && last <= LAST_PORT) {
                return new Range(first, last);
            }
        }
        throw new IllegalArgumentException(
                setting + " is \"" + text + "\"; write ports and ranges of ports, such as 22,2379-2380");
    }
}
