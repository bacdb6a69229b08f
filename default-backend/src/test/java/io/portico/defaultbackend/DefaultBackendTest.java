package io.portico.defaultbackend;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.MadeUpRequests;
import io.portico.testkit.MetricsCatalogue;
import io.portico.testkit.StatePage;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DefaultBackendTest {
    @Inject
    DefaultBackendServer server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    private final HttpClient client = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/any/path?with=query", "/healthz/below", "/%2e%2e/"})
    void every_path_is_not_found(String path) throws Exception {
        assertThat(send("GET", path, "*/*").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"})
    void every_method_is_not_found(String method) throws Exception {
        assertThat(send(method, "/", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void healthz_is_ok() throws Exception {
        var response = send("GET", "/healthz", "*/*");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    */*                                                         | text/plain; charset=utf-8
                    text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html; charset=utf-8
                    application/json                                            | application/json
                    application/*                                               | application/json
                    text/html;q=0.5,application/json;q=0.9                      | application/json
                    image/png                                                   | text/plain; charset=utf-8
                    complete nonsense                                           | text/plain; charset=utf-8
                    """)
    void the_format_follows_accept(String accept, String contentType) throws Exception {
        var response = send("GET", "/", accept);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).hasValue(contentType);
        assertThat(response.headers().firstValue("vary")).hasValue("accept");
        assertThat(response.body()).contains("No", "ngress claims this host and path");
    }

    @Test
    void nothing_of_the_request_is_repeated_in_the_page() throws Exception {
        assertThat(send("GET", "/%3Cscript%3Eevil()%3C/script%3E", "text/html").body())
                .doesNotContain("evil");
    }

    @Test
    void a_body_that_is_still_being_sent_is_not_waited_for() throws Exception {
        var answer = raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nonly the beginning");
        assertThat(answer).startsWith("HTTP/1.1 404 ").containsIgnoringCase("connection: close");
    }

    @Test
    void an_oversized_head_is_refused() throws Exception {
        var answer = raw("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(9000) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 431 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"health/started", "health/live", "health/ready"})
    void the_management_port_says_that_it_is_up(String path) throws Exception {
        var request = HttpRequest.newBuilder(management.resolve(path)).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void what_was_not_found_is_counted_by_format() throws Exception {
        send("GET", "/", "text/html");
        assertThat(get("metrics")).contains("portico_default_backend_not_found_total{format=\"text/html\"}");
    }

    @Test
    void requests_with_made_up_methods_paths_hosts_and_headers_add_no_series() throws Exception {
        sendMadeUp("first");
        var before = MadeUpRequests.series(get("metrics"));
        assertThat(before).contains("portico_default_backend_not_found_total{format=\"text/plain\"}");
        sendMadeUp("second");
        assertThat(MadeUpRequests.series(get("metrics"))).isEqualTo(before);
    }

    @Test
    void its_metrics_are_those_of_the_catalogue() throws Exception {
        send("GET", "/", "text/html");
        MetricsCatalogue.assertShown(get("metrics"), DefaultBackendMetrics.CATALOGUE);
    }

    @Test
    void the_state_has_the_keys_of_every_service() throws Exception {
        var page = StatePage.of(get("/state"));
        assertThat(page.keys())
                .containsEntry("service", "portico-default-backend")
                .containsEntry("leader", null);
        assertThat(page.watches()).isEmpty();
        assertThat(page.model()).containsEntry("port", server.port());
    }

    private void sendMadeUp(String word) {
        MadeUpRequests.send(server.port(), word, "made-up.example", List.of("/", "/healthz"));
        MadeUpRequests.send(
                management.getPort(), word, "made-up.example", List.of("/", "/q/metrics", "/q/health/ready", "/state"));
    }

    private String get(String path) throws Exception {
        var request = HttpRequest.newBuilder(management.resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private String raw(String request) throws IOException {
        return raw(server.port(), request);
    }

    /** Sends the bytes and returns all that comes until the server closes the connection. */
    private static String raw(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> send(String method, String path, String accept) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("accept", accept)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
