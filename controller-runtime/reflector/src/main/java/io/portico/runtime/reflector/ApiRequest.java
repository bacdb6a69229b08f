package io.portico.runtime.reflector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/** Asks the API server for objects as protobuf, with the client's own authentication, proxies and TLS. */
final class ApiRequest {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int BUFFER = 32 << 10;
    private static final int LONGEST_STATUS = 64 << 10;

    private final KubernetesClient client;

    /** The API server does not know that version any more: the list must be read anew. */
    static final class Expired extends Exception {
        Expired(String message) {
            super(message);
        }
    }

    /** The API server does not have that kind, or does not let this service see it. */
    static final class NotShown extends IOException {
        NotShown(String message) {
            super(message);
        }
    }

    ApiRequest(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Sends a {@code GET}.
     *
     * @param path with its query, without a slash at its beginning
     * @param accept the media type that is wanted
     * @param patience after which a body that brings nothing is given up
     * @return the body, not compressed any more; to be closed
     */
    InputStream get(String path, String accept, Duration patience) throws IOException, InterruptedException, Expired {
        var http = client.getHttpClient();
        var stream = new ResponseStream(patience);
        var base = client.getMasterUrl().toString();
        var request = http.newHttpRequestBuilder()
                .uri(URI.create((base.endsWith("/") ? base : base + "/") + path))
                .header("Accept", accept)
                .header("Accept-Encoding", "gzip")
                .build();
        try {
            var response = http.consumeBytes(request, stream::arrived).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            stream.begin(response.body());
            var body = isCompressed(response)
                    ? new GZIPInputStream(stream, BUFFER)
                    : new BufferedInputStream(stream, BUFFER);
            if (response.isSuccessful()) {
                return body;
            }
            try (body) {
                refuse(response.code(), body);
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer for " + ANSWER.toSeconds() + " s", e);
        }
        throw new IllegalStateException("refused, and went on");
    }

    private static boolean isCompressed(HttpResponse<?> response) {
        return response.headers("Content-Encoding").contains("gzip");
    }

    private static void refuse(int code, InputStream body) throws IOException, Expired {
        var bytes = body.readNBytes(LONGEST_STATUS);
        var message = "";
        try {
            message = statusMessage(Envelope.object(new WireReader(bytes, Envelope.MARK, bytes.length)));
        } catch (IllegalArgumentException e) {
            // Not the API server's own answer: a proxy's page, or nothing.
            message = "the answer is " + code;
        }
        if (code == HttpURLConnection.HTTP_GONE || code == HttpURLConnection.HTTP_GATEWAY_TIMEOUT) {
            throw new Expired(message);
        }
        if (code == HttpURLConnection.HTTP_NOT_FOUND || code == HttpURLConnection.HTTP_FORBIDDEN) {
            throw new NotShown(message);
        }
        throw new IOException(message);
    }

    /** Field 3 of {@code meta/v1 Status}. */
    static String statusMessage(WireReader status) {
        return Envelope.text(status, 3);
    }
}
