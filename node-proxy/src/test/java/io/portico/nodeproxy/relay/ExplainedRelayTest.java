package io.portico.nodeproxy.relay;

import static io.portico.nodeproxy.Worlds.service;
import static io.portico.nodeproxy.Worlds.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.apply.DataPlane.Wanted;
import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Outcome;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.net.Address;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator is told of a node port that another program has. */
class ExplainedRelayTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Relay relay = new Relay(
            vertx,
            new SimpleMeterRegistry(),
            new RelaySettings(Duration.ofSeconds(5), 10, Duration.ofSeconds(60), 10, Duration.ofMillis(1)),
            "node-a",
            _ -> {});

    private ProxyState state = ProxyState.EMPTY;
    private Wanted wanted =
            new Wanted(0, World.of("node-a"), state, new ListenAddresses(Set.of(), Set.of()), List.of());

    @AfterEach
    void stop() {
        relay.close();
        var _ = vertx.close();
    }

    @Test
    void a_node_port_that_cannot_be_bound_is_not_told_to_be_forwarded_until_it_is() throws IOException {
        int port;
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = other.getLocalPort();
            serve(port);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(explain(port).toString())
                            .contains("node port " + port + " of Service default/web is not bound at 127.0.0.1")
                            .contains("in use"));
            assertThat(explain(port).findings().values())
                    .allMatch(finding -> finding.outcome() == Outcome.NOT_FOR_A_SERVICE);
        }
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(explain(port).findings().values())
                        .allMatch(finding -> finding.outcome() == Outcome.FORWARDED));
    }

    private void serve(int port) {
        var world = Worlds.world()
                .with(service("web", List.of("10.96.0.10"), "web:80/TCP:" + port)
                        .editSpec()
                        .withType("NodePort")
                        .endSpec())
                .with(slice("web-1", "web", List.of("web:8080/TCP"), "10.244.1.2"))
                .on("node-a");
        state = ProxyState.of(world, state);
        var loopback = Set.of(Address.parse("127.0.0.1").orElseThrow());
        wanted = new Wanted(1, world, state, new ListenAddresses(loopback, loopback), List.of());
        relay.sync(wanted);
    }

    private Explanation explain(int port) {
        return relay.explain(
                Question.parse("127.0.0.1", String.valueOf(port), "tcp", null),
                wanted.world(),
                wanted.state(),
                wanted.addresses());
    }
}
