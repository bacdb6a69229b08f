package io.portico.bench.proxy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code deploy/bench/proxy} runs, in a network, mount and process namespace of its own.
 *
 * <pre>Main PROJECT-DIRECTORY full|quick ROUNDS SECONDS THREADS LOGS</pre>
 */
public final class Main {
    private Main() {}

    /** Exits with 0 when all was measured. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var root = Path.of(arguments[0]);
        var threads = Integer.parseInt(arguments[4]);
        var directory = Path.of(arguments[5]);
        try {
            Bench.run(
                    arguments[1].equals("quick")
                            ? Settings.quick(root, threads, directory)
                            : Settings.full(
                                    root,
                                    Integer.parseInt(arguments[2]),
                                    Duration.ofSeconds(Integer.parseInt(arguments[3])),
                                    threads,
                                    directory),
                    out);
        } catch (IllegalStateException | IOException e) {
            out.println("deploy/bench/proxy: " + e.getMessage());
            System.exit(1);
        }
    }
}
