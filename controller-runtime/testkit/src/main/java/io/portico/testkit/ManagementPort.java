package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The management port of a service, as probes, scrapers and operators ask it.
 *
 * @param uri where it is: {@code http://localhost:9000/}
 */
public record ManagementPort(URI uri) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> PATHS = List.of("/", "/q/metrics", "/q/health/ready", "/state");

    /** What {@code GET PATH} answers; throws IllegalStateException when nothing does within half a minute. */
    public HttpResponse<String> get(String path) {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(uri.resolve(path)).timeout(PATIENCE).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + uri.resolve(path) + " was asked", e);
        }
    }

    /** Whether all readiness checks are up. */
    public boolean ready() {
        return get("/q/health/ready").statusCode() == 200;
    }

    /** What the readiness checks say, as JSON. */
    public String readiness() {
        return get("/q/health/ready").body();
    }

    /** All metrics. */
    public String metrics() {
        return get("/q/metrics").body();
    }

    /** What the service believes. */
    public StatePage state() {
        return StatePage.of(get("/state").body());
    }

    /**
     * Asserts that it counts nothing by what somebody makes up: {@link MadeUpRequests} to this port add no series.
     *
     * @param series the beginning of one that is there all the time
     * @param more sends other made-up requests, with that word in them
     */
    public void assertNothingMadeUpIsCounted(String series, Consumer<String> more) {
        sendMadeUp("first", more);
        var before = MadeUpRequests.series(metrics());
        assertThat(before).anySatisfy(one -> assertThat(one).startsWith(series));
        sendMadeUp("second", more);
        assertThat(MadeUpRequests.series(metrics())).isEqualTo(before);
    }

    private void sendMadeUp(String word, Consumer<String> more) {
        more.accept(word);
        MadeUpRequests.send(uri.getPort(), word, "made-up.example", PATHS);
    }
}
