package io.portico.ingress.engine.vertx;

import io.portico.ingress.tls.CipherSuites;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Every bound of the traffic ports, set here and nowhere else: Vert.x' own defaults leave idle connections open for
 * ever and allow h2c. Sizes are ingress-nginx' defaults or above, so that what worked there works here.
 *
 * @param silence how long an endpoint may be silent before its answer; a client may be silent a little longer
 */
record Limits(Duration silence) {
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int HEADER_BYTES = 32 * 1024;
    private static final int REQUEST_LINE_BYTES = 8 * 1024;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int HTTP2_STREAMS = 100;
    private static final int HTTP2_RESETS = 200;
    private static final int HTTP2_RESET_WINDOW_SECONDS = 30;
    private static final int HTTP2_SMALL_CONTINUATIONS = 16;
    private static final int BACKLOG = 4096;
    private static final int CONNECTIONS_PER_ENDPOINT = 256;
    private static final int REQUESTS_WAITING_PER_ENDPOINT = 1024;
    /** Below the 5 s after which common servers close idle connections: a request must not meet a closing one. */
    private static final int POOL_KEEP_ALIVE_SECONDS = 4;

    /** Plain HTTP/1: no h2c, which would let a client tunnel past the rules below. */
    HttpServerOptions http() {
        return server().setHttp2ClearTextEnabled(false);
    }

    /** TLS 1.2 and 1.3, HTTP/2 or HTTP/1.1 by ALPN, certificates by the key manager alone (Vert.x' own SNI is off). */
    HttpServerOptions https(X509ExtendedKeyManager certificates) {
        var options = server().setSsl(true)
                .setSni(false)
                .setKeyCertOptions(KeyCertOptions.wrap(certificates))
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setSslHandshakeTimeout(10)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        CipherSuites.MODERN.forEach(options::addEnabledCipherSuite);
        return options;
    }

    private HttpServerOptions server() {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setReuseAddress(true)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setIdleTimeout((int) silence.plus(GRACE).toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                // Answered here: the endpoint is asked without Expect, or a client could leave two connections out of
                // step.
                .setHandle100ContinueAutomatically(true)
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(HTTP2_STREAMS)
                        .setMaxHeaderListSize(HEADER_BYTES)
                        .setPushEnabled(false))
                .setHttp2RstFloodMaxRstFramePerWindow(HTTP2_RESETS)
                .setHttp2RstFloodWindowDuration(HTTP2_RESET_WINDOW_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(HTTP2_SMALL_CONTINUATIONS);
    }

    /** The client side, HTTP/1.1 to endpoints. */
    HttpClientOptions client() {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setKeepAlive(true)
                .setKeepAliveTimeout(POOL_KEEP_ALIVE_SECONDS)
                .setPipelining(false)
                .setMaxInitialLineLength(REQUEST_LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setDecompressionSupported(false)
                .setMaxRedirects(0);
    }

    /** Connections of one event loop to one endpoint. */
    PoolOptions pool() {
        return new PoolOptions()
                .setHttp1MaxSize(CONNECTIONS_PER_ENDPOINT)
                .setMaxWaitQueueSize(REQUESTS_WAITING_PER_ENDPOINT);
    }
}
