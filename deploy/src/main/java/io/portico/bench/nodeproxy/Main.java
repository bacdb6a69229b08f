package io.portico.bench.nodeproxy;

import io.portico.testkit.KubeBinaries;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What {@code deploy/bench/node-proxy} runs, in a network and process namespace of its own; see {@link Settings}. */
public final class Main {
    private Main() {}

    /** Exits with 0 when all was measured. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var settings = Settings.of(arguments);
        if (settings.upstream() && KubeBinaries.peer("kube-proxy").isEmpty()) {
            out.println(
                    "deploy/bench/node-proxy: there is nothing to compare with: set KUBE_API_TEST_DIR to a directory"
                            + " with peers/kube-proxy, or say --alone");
            System.exit(1);
        }
        try {
            Bench.run(settings, out);
        } catch (IllegalStateException e) {
            out.println("deploy/bench/node-proxy: " + e.getMessage());
            System.exit(1);
        }
    }
}
