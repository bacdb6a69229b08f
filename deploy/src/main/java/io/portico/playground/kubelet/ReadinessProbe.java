package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;

/** Asks a container whether it is ready, by the httpGet of its readinessProbe; without one it is as soon as it runs. */
final class ReadinessProbe {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final Container container;
    private final String podAddress;

    ReadinessProbe(Container container, String podAddress) {
        this.container = container;
        this.podAddress = podAddress;
    }

    /** Whether it says so now. */
    boolean ready() throws InterruptedException {
        var probe = container.getReadinessProbe();
        if (probe == null || probe.getHttpGet() == null) {
            return true;
        }
        var request = HttpRequest.newBuilder(target(probe.getHttpGet()))
                .timeout(Duration.ofSeconds(Objects.requireNonNullElse(probe.getTimeoutSeconds(), 1)))
                .build();
        try {
            var status =
                    CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 400;
        } catch (IOException e) {
            return false;
        }
    }

    /** How long to wait between two questions once it has been ready. */
    Duration period() {
        var probe = container.getReadinessProbe();
        return Duration.ofSeconds(probe == null ? 10 : Objects.requireNonNullElse(probe.getPeriodSeconds(), 10));
    }

    private URI target(HTTPGetAction get) {
        return URI.create(
                "http://" + podAddress + ":" + port(get.getPort()) + Objects.requireNonNullElse(get.getPath(), "/"));
    }

    private int port(IntOrString port) {
        return port.getIntVal() != null
                ? port.getIntVal()
                : container.getPorts().stream()
                        .filter(named -> port.getStrVal().equals(named.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "readinessProbe: no port of the container is named " + port.getStrVal()));
    }
}
