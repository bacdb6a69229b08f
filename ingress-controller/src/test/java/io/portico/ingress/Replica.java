package io.portico.ingress;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.engine.EngineSettings;
import io.portico.ingress.engine.ProxyEngine;
import io.portico.ingress.engine.vertx.VertxProxyEngine;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.translate.Settings;
import io.portico.ingress.model.translate.Translation;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.testkit.Commands;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A whole ingress-controller against an API server, on any free ports, with everything real but its clock. */
final class Replica implements AutoCloseable {
    private static final String COMPONENT = "portico-ingress-controller";
    private static final Settings SETTINGS = Settings.DEFAULT.listeningAt(0, 0);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final RoutingLoop loop;
    private final KubernetesClient client;
    private final Vertx vertx = Vertx.vertx();
    private final InformerHealth health = new InformerHealth();
    private final EventRecorder events;
    private final EventRecorder leadersEvents;
    private final ProxyEngine engine;

    Replica(String name, Config config, Clock clock) {
        client = new KubernetesClientBuilder().withConfig(config).build();
        events = new EventRecorder(client, COMPONENT, name, clock, metrics);
        leadersEvents = EventRecorder.ofLeader(client, COMPONENT, name, clock, metrics);
        engine = new VertxProxyEngine(
                vertx,
                new EngineSettings(443, 1, Duration.ofSeconds(60), List.of(), false, true),
                DefaultCertificate.create(clock.instant()),
                metrics,
                events::report);
        engine.serve(Translation.nothing(SETTINGS).table());
        loop = new RoutingLoop(client, health, SETTINGS, engine, leadersEvents, clock, metrics);
        loop.start();
    }

    /** The whole answer to a GET over plain HTTP. */
    String get(String host, String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(SETTINGS.http()))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Serial number and subject of the certificate that openssl is shown; else what it says instead. */
    String shown(String host) {
        return Commands.attempt(List.of(
                        "bash",
                        "-c",
                        "openssl s_client -connect 127.0.0.1:%1$d -servername %2$s </dev/null >%3$s.out 2>&1; "
                                        .formatted(port(SETTINGS.https()), host, "/tmp/shown-$$")
                                + "openssl x509 -noout -serial -subject </tmp/shown-$$.out 2>/dev/null"
                                + " || grep -o 'alert [a-z ]*' /tmp/shown-$$.out | head -1; rm -f /tmp/shown-$$.out"))
                .output();
    }

    private int port(Listener.Key listener) {
        return Objects.requireNonNull(engine.bound().get(listener));
    }

    @Override
    public void close() {
        loop.stopLeading();
        loop.close();
        health.close();
        events.close();
        leadersEvents.close();
        engine.drain(Duration.ZERO);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
    }
}
