package io.portico.testkit;

import java.util.List;

/**
 * A named network namespace ({@code ip netns}), made inside the network namespace that this JVM has of its own and
 * ended with it. Needs {@link Requires.Need#OWN_NETWORK}.
 *
 * @param name as {@code ip netns list} shows it
 */
public record NetworkNamespace(String name) implements AutoCloseable {

    /** Makes an empty namespace with its loopback up. */
    public static NetworkNamespace create(String name) {
        if (System.getenv("PORTICO_OWN_NETWORK") == null) {
            throw new IllegalStateException(
                    "refusing to touch the machine's network: run under .mvn/own-network/in-own-network");
        }
        Commands.run(List.of("ip", "netns", "add", name));
        var namespace = new NetworkNamespace(name);
        namespace.run("ip", "link", "set", "lo", "up");
        return namespace;
    }

    /** The command that runs {@code command} in here, for a ProcessBuilder. */
    public List<String> command(String... command) {
        return Commands.concat(List.of("ip", "netns", "exec", name), command);
    }

    /** Runs a command in here and returns what it printed; throws IllegalStateException when it fails. */
    public String run(String... command) {
        return Commands.run(command(command));
    }

    /** Runs a command in here, whatever its exit code. */
    public Commands.Result attempt(String... command) {
        return Commands.attempt(command(command));
    }

    /** Removes the namespace; its links go with it once its last process has ended. */
    @Override
    public void close() {
        Commands.run(List.of("ip", "netns", "delete", name));
    }
}
