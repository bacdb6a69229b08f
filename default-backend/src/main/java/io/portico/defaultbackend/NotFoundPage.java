package io.portico.defaultbackend;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The 404 answer in one format. Nothing of the request is repeated in it, so that it cannot carry anybody's markup. */
enum NotFoundPage {
    TEXT("text/plain", "404 Not Found: no Ingress claims this host and path.\n"),
    HTML("text/html", """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>404 Not Found</title></head>
            <body><h1>404 Not Found</h1><p>No Ingress claims this host and path.</p></body>
            </html>
            """),
    JSON("application/json", """
            {"status":404,"title":"Not Found","detail":"No Ingress claims this host and path."}
            """);

    private final String mediaType;
    private final String body;

    NotFoundPage(String mediaType, String body) {
        this.mediaType = mediaType;
        this.body = body;
    }

    /** The page of that media type; the text for null, which is no preference. */
    static NotFoundPage of(@Nullable String mediaType) {
        return Arrays.stream(values())
                .filter(page -> page.mediaType.equals(mediaType))
                .findFirst()
                .orElse(TEXT);
    }

    /** The media type without parameters, as {@code Accept} names it. */
    String mediaType() {
        return mediaType;
    }

    /** The {@code Content-Type}; JSON has no charset parameter (RFC 8259, section 11). */
    String contentType() {
        return this == JSON ? mediaType : mediaType + "; charset=utf-8";
    }

    /** The whole body, in UTF-8. */
    String body() {
        return body;
    }
}
