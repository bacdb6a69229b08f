package io.portico.ingress.engine;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.routing.Endpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(Leaks.class)
@ParameterizedClass
@EnumSource(TestedEngine.class)
class Http2ForwardingTest {
    private final Traffic traffic;

    Http2ForwardingTest(TestedEngine engine) {
        traffic = new Traffic(engine);
    }

    @AfterEach
    void stop() {
        traffic.close();
    }

    @Test
    void http2_requests_with_and_without_a_length_are_forwarded() throws Exception {
        try (var web = TestUpstream.named("web")) {
            traffic.serve("shop.example", route("/", web.endpoint()));
            var client = http2();
            var options = http2Options().setURI("/h2");
            var got = client.request(options)
                    .compose(request -> request.send())
                    .compose(response -> response.body().map(body -> response.version() + " " + body))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(got)
                    .startsWith("HTTP_2 web\nGET /h2\n")
                    .contains("x-forwarded-proto: https", "\nhost: shop.example\n");

            var posted = client.request(options.setMethod(io.vertx.core.http.HttpMethod.POST))
                    .compose(request -> {
                        var _ = request.setChunked(true).write(Buffer.buffer("one "));
                        return request.end(Buffer.buffer("two")).compose(_ -> request.response());
                    })
                    .compose(response -> response.body())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(posted.toString()).startsWith("web\nPOST /h2\n").endsWith("\n\none two");
        }
    }

    @Test
    void an_http2_client_is_told_of_endpoints_that_refuse_or_hang_up_at_once() throws Exception {
        try (var rude = TestUpstream.answering(exchange -> {
            throw new IOException("hangs up without an answer");
        })) {
            traffic.serve("shop.example", route("/refusing", refusing()), route("/rude", rude.endpoint()));
            for (var path : List.of("/refusing", "/rude")) {
                var answer = http2().request(http2Options().setURI(path))
                        .compose(request -> request.send())
                        .compose(response -> response.body().map(body -> response.statusCode() + " " + body))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                assertThat(answer).as(path).isEqualTo("502 502 Bad Gateway\n");
            }
        }
    }

    private io.vertx.core.http.HttpClient http2() {
        return traffic.vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setForceSni(true)
                .setProtocolVersion(io.vertx.core.http.HttpVersion.HTTP_2));
    }

    private io.vertx.core.http.RequestOptions http2Options() {
        return new io.vertx.core.http.RequestOptions()
                .setServer(io.vertx.core.net.SocketAddress.inetSocketAddress(traffic.https(), "127.0.0.1"))
                .setHost("shop.example")
                .setPort(443);
    }

    private static Endpoint refusing() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }
}
