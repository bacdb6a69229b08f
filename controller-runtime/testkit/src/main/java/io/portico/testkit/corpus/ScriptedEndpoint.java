package io.portico.testkit.corpus;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint behind the proxy: keeps what it receives, split into requests, and sends what a case says. One case at a
 * time; probes, which ask whether a connection still works, are answered beside it with what they ask for.
 */
public final class ScriptedEndpoint implements AutoCloseable {
    static final String PROBE = "/-/probe/";

    private static final int BACKLOG = 100;
    private static final String BODY = "ok";
    /** A proxy that keeps what the endpoint closes is left with it. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final ServerSocket server;
    private final Conversation conversation = new Conversation();
    private final List<EndpointConnection> connections = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private int taken;
    private boolean byDefault;

    /** A request, and where it came. */
    private record Arrival(EndpointConnection connection, SeenRequest request) {}

    private ScriptedEndpoint(ServerSocket server) {
        this.server = server;
        var _ = Thread.ofVirtual().start(this::accept);
    }

    /** Listens there; port 0 is any free one. */
    public static ScriptedEndpoint listen(InetSocketAddress address) throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(address, BACKLOG);
        return new ScriptedEndpoint(server);
    }

    /** Where the proxy finds it. */
    public int port() {
        return server.getLocalPort();
    }

    /** The lock of all that happens here and at the client. */
    Conversation conversation() {
        return conversation;
    }

    /** Whether requests are answered at once, without a step that says so; those that wait already, too. */
    void answerByDefault(boolean byDefault) {
        var waiting = conversation.look(() -> {
            var isNew = byDefault && !this.byDefault;
            this.byDefault = byDefault;
            return isNew
                    ? arrivals.subList(taken, arrivals.size()).stream()
                            .filter(arrival -> arrival.request.isWhole())
                            .toList()
                    : List.<Arrival>of();
        });
        waiting.forEach(ScriptedEndpoint::answer);
    }

    /**
     * Waits for the next request: for its head, or for all of it.
     *
     * @param giveUp when it will not come any more
     * @return whether it came
     */
    boolean takesNext(boolean whole, BooleanSupplier giveUp, Duration most) {
        var _ = conversation.await(() -> isNextThere(whole) || giveUp.getAsBoolean(), most);
        return conversation.look(() -> {
            var isThere = isNextThere(whole);
            if (isThere) {
                taken++;
            }
            return isThere;
        });
    }

    /** Waits for all of the request that was taken last; whether it came. */
    boolean takesRest(BooleanSupplier giveUp, Duration most) {
        return conversation.await(
                () -> (current() instanceof Arrival(var _, var request) && request.isWhole()) || giveUp.getAsBoolean(),
                most);
    }

    /** Does something with the connection of the request that was taken last; whether there is one. */
    boolean doesAtCurrent(Consumer<EndpointConnection> action) {
        var current = conversation.look(this::current);
        if (current != null) {
            action.accept(current.connection);
        }
        return current != null;
    }

    /** Waits for bytes behind an upgrade; whether they came. */
    boolean reads(String bytes, Duration most) {
        return conversation.await(
                () -> current() instanceof Arrival(var connection, var _)
                        && connection.unread().contains(bytes),
                most);
    }

    private @Nullable Arrival current() {
        return taken == 0 ? null : arrivals.get(taken - 1);
    }

    /** All requests of this case that came, when those that broke off have ended with their connections. */
    List<SeenRequest> requests(Duration most) {
        var _ = conversation.await(
                () -> arrivals.stream().allMatch(arrival -> arrival.request.isWhole() || arrival.connection.isEnded()),
                most);
        return conversation.look(() -> arrivals.stream().map(Arrival::request).toList());
    }

    /** What came that is no request, in words. */
    List<String> faults() {
        return conversation.look(() -> connections.stream()
                .map(EndpointConnection::fault)
                .filter(Objects::nonNull)
                .toList());
    }

    /** Ends all connections and forgets all: the next case begins with none. */
    void reset() {
        var all = conversation.look(() -> List.copyOf(connections));
        all.forEach(EndpointConnection::halfClose);
        var _ = conversation.await(() -> all.stream().allMatch(EndpointConnection::isEnded), FAREWELL);
        all.forEach(EndpointConnection::close);
        conversation.happens(() -> {
            connections.removeAll(all);
            arrivals.clear();
            taken = 0;
        });
    }

    private boolean isNextThere(boolean whole) {
        return arrivals.size() > taken && (!whole || arrivals.get(taken).request.isWhole());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                serve(server.accept());
            } catch (IOException _) {
                // Closed, which the loop looks at.
            }
        }
    }

    private void serve(Socket socket) {
        var connection = new EndpointConnection(socket, conversation, this::listener);
        conversation.happens(() -> connections.add(connection));
        var _ = Thread.ofVirtual().start(connection::pump);
    }

    private RequestSplitter.Listener listener(EndpointConnection connection) {
        return new RequestSplitter.Listener() {
            @Override
            public void begun(SeenRequest request) {
                if (!isProbe(request)) {
                    arrivals.add(new Arrival(connection, request));
                }
            }

            @Override
            public void ended(SeenRequest request) {
                if (byDefault || isProbe(request)) {
                    // Not by the thread that reads, which holds the lock.
                    var _ = Thread.ofVirtual().start(() -> answer(new Arrival(connection, request)));
                }
            }
        };
    }

    private static boolean isProbe(SeenRequest request) {
        return request.target().startsWith(PROBE);
    }

    private static void answer(Arrival arrival) {
        var request = arrival.request;
        var body = isProbe(request) ? request.target().substring(PROBE.length()) : BODY;
        arrival.connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + (request.method().equals("HEAD") ? "" : body));
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        reset();
    }
}
