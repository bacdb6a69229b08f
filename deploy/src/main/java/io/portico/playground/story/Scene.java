package io.portico.playground.story;

import io.portico.playground.Console;
import io.portico.playground.Deadline;
import io.portico.playground.Playground;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a step works with: commands that are printed as they run, and sentences that hold or do not. */
public final class Scene {
    /** Long enough for a busy machine; what is shown is the time it really took. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Playground playground;
    private final Console console;
    private final List<String> services;

    Scene(Playground playground, Console console, List<String> services) {
        this.playground = playground;
        this.console = console;
        this.services = services;
    }

    Playground playground() {
        return playground;
    }

    /** Where the story may put files. */
    Path directory() {
        return playground.directory();
    }

    /** The host outside of the cluster. */
    Place client() {
        return new Place("client", playground.network().client());
    }

    /** A running pod. */
    Place pod(String name) throws StepFailed {
        var namespace = playground.kubelet().namespace(name);
        if (namespace.isEmpty()) {
            throw fail("pod " + name + " runs", "it does not");
        }
        return new Place("pod " + name, namespace.get());
    }

    /** The addresses of both nodes. */
    List<String> nodes() {
        return List.of(
                playground.network().node("node-a").address(),
                playground.network().node("node-b").address());
    }

    /** Runs kubectl, which must succeed, and shows it. */
    String kubectl(String... arguments) throws StepFailed {
        var result = playground.kubectl().run(arguments);
        console.command("", "kubectl " + shown(List.of(arguments)), result.output());
        if (!result.succeeded()) {
            throw fail("kubectl succeeds", "exit code " + result.exitCode());
        }
        return result.output();
    }

    /** As {@link #kubectl}, where the exit code does not matter. */
    String kubectlAnyhow(String... arguments) {
        var result = playground.kubectl().run(arguments);
        console.command("", "kubectl " + shown(List.of(arguments)), result.output());
        return result.output().strip();
    }

    /** The value at a JSONPath, not shown. */
    String value(String namespace, String object, String jsonPath) {
        return playground
                .kubectl()
                .quietly("get", "-n", namespace, object, "-o", "jsonpath=" + jsonPath)
                .strip();
    }

    /** A file of the story, as kubectl takes it from the project's directory. */
    String apply(String file) throws StepFailed {
        var path = Path.of("deploy/playground-story", file);
        var result = playground
                .kubectl()
                .run("apply", "-f", playground.root().resolve(path).toString());
        console.command("", "kubectl apply -f " + path, result.output());
        if (!result.succeeded()) {
            throw fail("kubectl succeeds", "exit code " + result.exitCode());
        }
        return result.output();
    }

    /** Runs a command once and shows it. */
    Answer run(Place where, String... command) {
        var answer = attempt(where, command);
        show(where, answer, command);
        return answer;
    }

    /** Runs a line of shell as the administrator, with kubectl on the PATH, and shows it. */
    Answer shell(String line) throws StepFailed {
        var since = System.nanoTime();
        var result = playground.kubectl().shell(line);
        console.command("", line, result.output());
        if (!result.succeeded()) {
            throw fail("the command succeeds", "exit code " + result.exitCode());
        }
        return new Answer(result.exitCode(), result.output(), Duration.ofNanos(System.nanoTime() - since));
    }

    /** Runs a command again and again until it answers as wanted, and shows the last one. */
    Answer until(String sentence, Place where, Predicate<Answer> wanted, String... command)
            throws StepFailed, InterruptedException {
        var last = new Answer[1];
        var found = Deadline.in(PATIENCE).await(() -> last[0] = attempt(where, command), wanted);
        show(where, last[0], command);
        if (found.isEmpty()) {
            throw fail(sentence, "exit code " + last[0].exitCode() + " for " + PATIENCE.toSeconds() + " s");
        }
        return last[0];
    }

    /** Runs a command without showing it. */
    Answer attempt(Place where, String... command) {
        var since = System.nanoTime();
        var result = where.namespace().attempt(command);
        return new Answer(result.exitCode(), result.output(), Duration.ofNanos(System.nanoTime() - since));
    }

    /** Waits until what is seen is as wanted, without showing anything; fails with the last sight. */
    <T> T await(String sentence, Supplier<T> look, Predicate<T> wanted) throws StepFailed, InterruptedException {
        var last = new ArrayList<T>();
        var found = Deadline.in(PATIENCE)
                .await(
                        () -> {
                            last.clear();
                            last.add(look.get());
                            return last.getFirst();
                        },
                        wanted);
        if (found.isPresent()) {
            return found.get();
        }
        throw fail(sentence, "instead, after " + PATIENCE.toSeconds() + " s: " + last.getFirst());
    }

    /** A sentence that must hold now. */
    void expect(String sentence, boolean holds, String instead) throws StepFailed {
        if (!holds) {
            throw fail(sentence, "instead: " + instead);
        }
        console.holds(sentence);
    }

    /** A sentence that holds. */
    void holds(String sentence) {
        console.holds(sentence);
    }

    private void show(Place where, Answer answer, String... command) {
        console.command(where.name(), shown(List.of(command)), answer.output());
    }

    private StepFailed fail(String sentence, String details) {
        var all = new StringBuilder(details);
        for (var service : services) {
            for (var pod : playground.pods(service)) {
                var name = pod.getMetadata().getName();
                all.append("\nThe end of the log of ")
                        .append(name)
                        .append(":\n")
                        .append(playground.logTail(name));
            }
        }
        console.fails(sentence, all.toString());
        return new StepFailed(sentence, all.toString());
    }

    /** As a shell would have it. */
    private static String shown(List<String> command) {
        return String.join(
                " ",
                command.stream()
                        .map(word -> word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word + "'")
                        .toList());
    }
}
