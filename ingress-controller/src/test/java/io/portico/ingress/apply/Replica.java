package io.portico.ingress.apply;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.model.build.Settings;
import io.portico.ingress.proxy.Limits;
import io.portico.ingress.proxy.ProxyEngine;
import io.portico.ingress.proxy.VertxProxyEngine;
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

/** A whole ingress-controller against an API server, on any free ports, with everything real but its clock. */
final class Replica implements AutoCloseable {
    private static final String COMPONENT = "portico-ingress-controller";

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final Reconfiguration reconfiguration;
    private final KubernetesClient client;
    private final Vertx vertx = Vertx.vertx();
    private final InformerHealth health = new InformerHealth();
    private final EventRecorder events;
    private final EventRecorder leadersEvents;
    private final ProxyEngine engine;
    private final ProxyEngine.Ports ports;

    Replica(String name, Config config, Clock clock) {
        client = new KubernetesClientBuilder().withConfig(config).build();
        events = new EventRecorder(client, COMPONENT, name, clock, metrics);
        leadersEvents = EventRecorder.ofLeader(client, COMPONENT, name, clock, metrics);
        engine = new VertxProxyEngine(
                vertx,
                new VertxProxyEngine.Settings(0, 0, 443, 1, Limits.DEFAULT),
                DefaultCertificate.create(clock.instant()),
                metrics,
                events::report);
        ports = engine.start();
        reconfiguration = new Reconfiguration(client, health, Settings.DEFAULT, engine, leadersEvents, clock, metrics);
    }

    /** The whole answer to a GET over plain HTTP. */
    String get(String host, String path) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), ports.http())) {
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
                                        .formatted(ports.https(), host, "/tmp/shown-$$")
                                + "openssl x509 -noout -serial -subject </tmp/shown-$$.out 2>/dev/null"
                                + " || grep -o 'alert [a-z ]*' /tmp/shown-$$.out | head -1; rm -f /tmp/shown-$$.out"))
                .output();
    }

    @Override
    public void close() {
        reconfiguration.stopLeading();
        reconfiguration.close();
        health.close();
        events.close();
        leadersEvents.close();
        engine.drain(Duration.ZERO);
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.close();
    }
}
