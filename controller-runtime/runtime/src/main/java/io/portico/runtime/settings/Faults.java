package io.portico.runtime.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/** What is wrong with settings. Every check goes on after a fault, so that all are said at once. */
public final class Faults {
    private static final int LAST_PORT = 65535;
    /** What timers of Netty and Vert.x can hold in milliseconds. */
    private static final Duration LONGEST = Duration.ofDays(24);
    /** RFC 1123, as Kubernetes has it. */
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final int LONGEST_NAME = 253;

    private final SequencedSet<String> sentences = new LinkedHashSet<>();
    private final Map<Integer, String> ports = new LinkedHashMap<>();

    /** A fault in words of its own. */
    public void add(String sentence) {
        sentences.add(sentence);
    }

    /** A fault, where it is one: {@code name is value; write this}. */
    public void refuse(boolean wrong, String name, Object value, String instead) {
        if (wrong) {
            add(name + " is " + value + "; write " + instead);
        }
    }

    /** What reading a setting throws, in words, is a fault. */
    public void attempt(String prefix, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            add(prefix + e.getMessage());
        }
    }

    /** A port to listen at. No two may be the same, but for 0, which is any free one or none. */
    public void port(String name, int port) {
        refuse(port < 0 || port > LAST_PORT, name, port, "a port, 1 to " + LAST_PORT);
        if (port > 0) {
            var other = ports.putIfAbsent(port, name);
            if (other != null) {
                add(other + " and " + name + " are both " + port + "; each needs a port of its own");
            }
        }
    }

    /** A number within bounds, both included. */
    public void number(String name, int number, int least, int most) {
        refuse(number < least || number > most, name, number, least + " to " + most);
    }

    /** A time, that one or longer. */
    public void duration(String name, Duration duration, Duration least) {
        refuse(
                duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0,
                name,
                Settings.text(duration),
                Settings.text(least) + " or more, and no more than " + LONGEST.toDays() + "d");
    }

    /** The name of an object of Kubernetes. */
    public void objectName(String name, String value) {
        refuse(
                !isSubdomain(value),
                name,
                "\"" + value + "\"",
                "a name of lower case letters, digits, dashes and dots, such as portico");
    }

    /** A list of addresses or host names. */
    public void hosts(String name, List<String> values) {
        for (var value : values) {
            if (!Hosts.isAddress(value) && (!isSubdomain(value) || Hosts.endsInNumber(value))) {
                add(name + " has \"" + value
                        + "\"; write an address or a host name alone, such as 192.0.2.1 or lb.example.com");
            }
        }
    }

    /** In the order in which they were found. */
    public List<String> sentences() {
        return new ArrayList<>(sentences);
    }

    static boolean isSubdomain(String value) {
        return value.length() <= LONGEST_NAME && SUBDOMAIN.matcher(value).matches();
    }
}
