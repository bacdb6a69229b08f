package io.portico.testkit.corpus;

import java.util.regex.Pattern;

/** Reads the lines of a head, strictly: each ends with CRLF, and no control character is in any. */
final class Head {
    static final String END = "\r\n\r\n";
    static final String CRLF = "\r\n";

    private static final Pattern FIELD =
            Pattern.compile("(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?<value>.*?)[ \t]*");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f]");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]{1,15}");

    private Head() {}

    /**
     * Reads the fields.
     *
     * @param lines joined by CRLF, without the empty line at the end
     * @throws IllegalArgumentException when one is malformed
     */
    static void read(String lines, Fields fields) {
        if (lines.isEmpty()) {
            return;
        }
        for (var line : lines.split(CRLF, -1)) {
            var field = FIELD.matcher(line);
            if (!field.matches() || CONTROL.matcher(line).find()) {
                throw new IllegalArgumentException("a field that is none: " + Escapes.shown(line));
            }
            fields.add(field.group("name"), field.group("value"));
        }
    }

    /**
     * {@code Content-Length}; -1 when there is none. Throws IllegalArgumentException when it is ambiguous or no number.
     */
    static long length(Fields fields) {
        var lengths = fields.all("content-length");
        if (lengths.isEmpty()) {
            return -1;
        }
        if (lengths.size() > 1 || !LENGTH.matcher(lengths.getFirst()).matches()) {
            throw new IllegalArgumentException("Content-Length: " + Escapes.shown(String.join(", ", lengths)));
        }
        return Long.parseLong(lengths.getFirst());
    }

    /** The size that the first line of a chunk tells. Throws IllegalArgumentException when it is no plain number. */
    static long chunkSize(String line) {
        if (!SIZE.matcher(line).matches()) {
            throw new IllegalArgumentException("the size of a chunk: " + Escapes.shown(line));
        }
        return Long.parseLong(line, 16);
    }
}
