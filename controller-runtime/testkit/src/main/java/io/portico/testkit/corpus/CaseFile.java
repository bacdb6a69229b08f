package io.portico.testkit.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads files of cases. A line that begins with {@code #} is a comment. A case begins with {@code ===} and its name;
 * then there is a line for each thing that happens, or may be seen, in this order:
 *
 * <pre>
 * === a_body_of_a_length_goes_up
 * client sends
 * | POST / HTTP/1.1
 * | Host: corpus.test
 * | Content-Length: 5
 * |
 * | hello\
 * endpoint sees POST / "hello"
 * | content-length: 5
 * |- expect
 * client sees 200 "ok"
 * client sees open
 * </pre>
 *
 * The lines behind {@code |} end with CRLF, and with nothing where they end with a backslash; {@link Escapes} are
 * {@code \n}, {@code \x00} and their like. Below {@code sees} they are fields that must be there, or not ({@code |-}).
 *
 * <ul>
 *   <li>{@code client sends}; {@code client reads} (behind an upgrade); {@code client half-closes}, {@code client
 *       leaves}
 *   <li>{@code client sees 200|204 head cut "body"}: a response with one of these statuses, to HEAD, that breaks off
 *   <li>{@code client sees close}, {@code open}, {@code close|open}: what becomes of its connection; the last line
 *   <li>{@code endpoint answers}: when a whole request has come. {@code endpoint gets head} and {@code gets rest} wait
 *       for its parts, {@code endpoint sends} sends; {@code endpoint reads} (behind an upgrade); {@code endpoint
 *       closes}, {@code endpoint resets}. Where none of these stands, it answers each request with 200 and "ok".
 *   <li>{@code endpoint sees GET /path "body"}, one for each request that reaches it, {@code endpoint sees nothing};
 *       {@code endpoint sees cut GET /}: only a beginning; {@code endpoint may see …}: or nothing
 *   <li>{@code ordinary}: so do all proxies
 * </ul>
 */
public final class CaseFile {
    private static final String EXTENSION = ".txt";

    private CaseFile() {}

    /** The cases of all files of this directory, in the order of their names, each with a name of its own. */
    public static List<Case> readAll(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            var cases = new ArrayList<Case>();
            for (var file : files.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .toList()) {
                cases.addAll(read(file));
            }
            return cases;
        }
    }

    /** The cases of one file. Throws IllegalArgumentException, with the file and the line, for what is none. */
    public static List<Case> read(Path file) throws IOException {
        var cases = new ArrayList<Case>();
        Draft draft = null;
        var number = 0;
        for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            try {
                if (line.startsWith("=== ")) {
                    if (draft != null) {
                        cases.add(draft.finished());
                    }
                    draft = new Draft(line.substring(4).strip());
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    if (draft == null) {
                        throw new IllegalArgumentException("no case has begun");
                    }
                    draft.line(line);
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
            }
        }
        if (draft != null) {
            cases.add(draft.finished());
        }
        return cases;
    }
}
