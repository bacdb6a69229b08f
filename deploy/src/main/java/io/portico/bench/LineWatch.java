package io.portico.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A watch of one kind that costs little: who measures shares the machine with what it measures. Events are told in
 * order, each with the time at which its last byte arrived.
 */
public final class LineWatch implements AutoCloseable {
    private static final ObjectReader JSON = new ObjectMapper().reader();
    private static final int ANSWER_SECONDS = 30;

    /** Hears events; called by one thread at a time, must not block. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something was seen.
         *
         * @param type {@code ADDED}, {@code MODIFIED} or {@code DELETED}
         * @param nanos {@link System#nanoTime} of the arrival
         */
        void seen(String type, JsonNode object, long nanos);
    }

    private final String path;
    private final Listener listener;
    private final HttpClient http;
    private final AsyncBody body;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private volatile @Nullable String failure;

    /**
     * Opens a watch of what changes from now on.
     *
     * @param path of the list, such as {@code /apis/discovery.k8s.io/v1/endpointslices}
     */
    public static LineWatch open(ControlPlane plane, String path, Listener listener) {
        try {
            return new LineWatch(plane, path, listener);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("no watch of " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private LineWatch(ControlPlane plane, String path, Listener listener)
            throws IOException, ExecutionException, TimeoutException, InterruptedException {
        this.path = path;
        this.listener = listener;
        http = plane.admin().getHttpClient();
        var version = JSON.readTree(plane.admin().raw(path + "?limit=1"))
                .at("/metadata/resourceVersion")
                .asText();
        var request = http.newHttpRequestBuilder()
                .uri(URI.create(
                        plane.api().url() + path + "?watch=true&timeoutSeconds=3600&resourceVersion=" + version))
                .build();
        var response = http.consumeBytes(request, this::consume).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (response.code() != 200) {
            throw new IOException("the API server answers " + response.code());
        }
        body = response.body();
        var _ = body.done().whenComplete((_, thrown) -> {
            if (failure == null) {
                failure = thrown == null ? "the API server ended it" : thrown.toString();
            }
        });
        body.consume();
    }

    /** Throws IllegalStateException when the watch has ended, or an event was not understood. */
    public void requireOpen() {
        if (failure != null) {
            throw new IllegalStateException("the watch of " + path + " ended: " + failure);
        }
    }

    @Override
    public void close() {
        failure = "closed";
        body.cancel();
    }

    private void consume(List<ByteBuffer> buffers, AsyncBody from) {
        var now = System.nanoTime();
        for (var buffer : buffers) {
            while (buffer.hasRemaining()) {
                var next = buffer.get();
                if (next == '\n') {
                    tell(now);
                } else {
                    line.write(next);
                }
            }
        }
        from.consume();
    }

    private void tell(long now) {
        try {
            var event = JSON.readTree(line.toByteArray());
            line.reset();
            var type = event.path("type").asText();
            if (type.equals("ERROR")) {
                failure = event.path("object").path("message").asText();
            } else if (failure == null) {
                listener.seen(type, event.path("object"), now);
            }
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
        }
    }
}
