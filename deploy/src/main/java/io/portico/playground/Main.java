package io.portico.playground;

import io.portico.playground.story.Story;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code deploy/playground} runs in a network, mount and process namespace of its own: everything ends with this
 * process, the first one there.
 *
 * <pre>Main story|up jvm|native|jvm-images|native-images PROJECT-DIRECTORY WORK-DIRECTORY</pre>
 */
public final class Main {
    private Main() {}

    /** Exits with 0 when the story held, with 1 when something did not. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        var console = new Console(
                new PrintStream(System.out, true, StandardCharsets.UTF_8), System.getenv("PORTICO_TERMINAL") != null);
        removeAtExit(Path.of(System.getProperty("portico.playground.state")));
        var story = arguments[0].equals("story");
        var delivery = Delivery.of(arguments[1]);
        var root = Path.of(arguments[2]);
        var missing = delivery.missing(root);
        if (!missing.isEmpty()) {
            console.warning(missing.getFirst() + " is not there: build it first, by " + delivery.command());
            System.exit(1);
        }
        try {
            var playground = Playground.start(root, Path.of(arguments[3]), delivery, console);
            if (story) {
                System.exit(end(console, Story.tell(playground, console)));
            }
            console.say("");
            console.say("It stays until Ctrl-C or `deploy/playground down`. From another terminal:");
            console.say("  deploy/playground kubectl get pods -A -o wide     deploy/playground shell");
            console.say(
                    "  deploy/playground curl http://172.31.0.11/        deploy/playground logs ingress-controller");
            Thread.currentThread().join();
        } catch (IOException | IllegalStateException e) {
            console.fails("the playground does not come up", String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    /** The one thing that lies outside of our own mounts: the note of who holds them. */
    private static void removeAtExit(Path state) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                Files.deleteIfExists(state.resolve("pid"));
                Files.deleteIfExists(state);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
    }

    private static int end(Console console, List<String> failed) {
        console.say("");
        if (failed.isEmpty()) {
            console.holds("the whole story holds: " + Story.steps().size() + " steps");
            return 0;
        }
        console.fails(failed.size() + " of " + Story.steps().size() + " steps did not hold", String.join("\n", failed));
        return 1;
    }
}
