package io.portico.nodeproxy.relay;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.state.RelayPlan;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Address;
import io.portico.runtime.net.Endpoint;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay over the loopback of this JVM's own network, with one node port. */
final class RelayAtWork implements AutoCloseable {
    static final ObjectRef WEB = new ObjectRef("v1", "Service", "shop", "web", "uid");
    static final RelaySettings SETTINGS =
            new RelaySettings(Duration.ofSeconds(2), 100, Duration.ofSeconds(30), 100, Duration.ofSeconds(5));

    final List<Problem> problems = new CopyOnWriteArrayList<>();
    final int nodePort;

    private final Vertx vertx = Vertx.vertx();
    private final Protocol protocol;
    private SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Relay relay;

    RelayAtWork(Protocol protocol, RelaySettings settings) {
        this.protocol = protocol;
        this.nodePort = freePort();
        this.relay = new Relay(vertx, registry, settings, "node-a", problems::add);
    }

    /** One that knows nothing of the one before. */
    void restart(RelaySettings settings) {
        relay.close();
        registry = new SimpleMeterRegistry();
        relay = new Relay(vertx, registry, settings, "node-a", problems::add);
    }

    /** Relays to those endpoints, each family to its own. */
    void to(int affinitySeconds, Endpoint... endpoints) {
        var targets = new TreeMap<RelayPlan.NodePort, RelayPlan.Target>();
        for (var family : Family.values()) {
            var ofFamily = List.of(endpoints).stream()
                    .filter(endpoint -> endpoint.address().family() == family)
                    .toList();
            if (!ofFamily.isEmpty()) {
                targets.put(
                        new RelayPlan.NodePort(family, protocol, nodePort),
                        new RelayPlan.Target(WEB, affinitySeconds, ofFamily, new HashSet<>(ofFamily)));
            }
        }
        var loopback = Set.of(address("127.0.0.1"), address("127.0.0.2"), address("::1"));
        relay.sync(new RelayPlan(targets), new ListenAddresses(loopback, Set.of()));
    }

    void to(Endpoint... endpoints) {
        to(0, endpoints);
    }

    Relay relay() {
        return relay;
    }

    double counted(String name) {
        return registry.counter("portico_node_proxy_relay_" + name + "_total").count();
    }

    double now(String name) {
        return registry.get("portico_node_proxy_relay_" + name).gauge().value();
    }

    /** A connection to the node port. */
    Socket connect(String address) throws IOException {
        return connect(address, 64 << 10);
    }

    Socket connect(String address, int receiveBuffer) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), nodePort), 10_000);
        return socket;
    }

    static Endpoint endpoint(String address, int port) {
        return new Endpoint(address(address), port);
    }

    static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    /** A port that nobody listens at. */
    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        relay.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
