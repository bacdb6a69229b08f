package io.portico.bench.nodeproxy.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Asks Services as it is told by lines on standard input, and prints a line for each result. All times are in
 * nanoseconds.
 *
 * <pre>
 *   cold SERVICES PATIENCE                     → cold LAST-ANSWER LATE SILENT WRONG
 *   move SERVICE GENERATION PATIENCE           → moved SERVICE TIME | lost SERVICE, each after any number of: wrong SERVICE
 *   load SERVICES NANOS AT-ONCE service|direct → load ANSWERED FAILED WRONG TOOK P50 P99
 * </pre>
 *
 * A move is looked for while other lines are read; the others are done one after another.
 */
public final class Client {
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final Connections connections;
    private final Moves moves;
    private final PrintStream out;
    private volatile boolean over;
    private long loads;

    private Client(Connections connections, PrintStream out) {
        this.connections = connections;
        this.out = out;
        this.moves = new Moves(connections, new Moves.Found() {
            @Override
            public void moved(int service, long answeredAt) {
                out.println("moved " + service + " " + answeredAt);
            }

            @Override
            public void lost(int service) {
                out.println("lost " + service);
            }

            @Override
            public void wrong(int service) {
                out.println("wrong " + service);
            }
        });
    }

    /** Ends at the end of standard input. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (var connections = new Connections()) {
            var client = new Client(connections, out);
            Thread.ofPlatform().daemon().start(client::read);
            out.println("ready");
            client.work();
        }
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                connections.wakeUp();
            }
        } catch (IOException _) {
            // As at the end: who gave the commands is gone.
        }
        over = true;
        connections.wakeUp();
    }

    private void work() throws IOException {
        while (!over) {
            for (var command = commands.poll(); command != null; command = commands.poll()) {
                obey(command.split(" ", -1));
            }
            moves.turn();
        }
    }

    private void obey(String[] words) throws IOException {
        switch (words[0]) {
            case "cold" -> {
                var deadline = System.nanoTime() + Long.parseLong(words[2]);
                var found = new ColdStart(connections, Integer.parseInt(words[1]), deadline).find();
                out.printf("cold %d %d %d %d%n", found.lastAnswer(), found.late(), found.silent(), found.wrong());
            }
            case "move" ->
                moves.expect(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
            case "load" -> {
                var load = new Load(connections, Integer.parseInt(words[1]), words[4].equals("direct"), loads++);
                var result = load.run(Long.parseLong(words[2]), Integer.parseInt(words[3]));
                out.printf(
                        "load %d %d %d %d %d %d%n",
                        result.answered(), result.failed(), result.wrong(), result.nanos(), result.p50(), result.p99());
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
    }
}
