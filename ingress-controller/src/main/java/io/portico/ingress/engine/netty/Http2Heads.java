package io.portico.ingress.engine.netty;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.Fault;
import io.portico.ingress.engine.http1.HeadBuilder;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.engine.http1.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Heads and trailers of HTTP/2 (RFC 9113 §8.3) as what an exchange knows, and back. */
final class Http2Heads {
    private static final String HOST = "host";
    private static final String LENGTH = "content-length";
    private static final String CODING = "transfer-encoding";
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString DATE = AsciiString.cached("date");
    private static final AsciiString SERVER = AsciiString.cached("server");
    private static final AsciiString TYPE = AsciiString.cached("content-type");
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached(LENGTH);

    private Http2Heads() {}

    /**
     * A request, whose pseudo-headers Netty has checked. Its {@code :authority} is its {@code Host}.
     *
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it could not be said in HTTP/1
     */
    static RequestHead request(Http2Headers headers, boolean hasBody) {
        var builder = new HeadBuilder(Limits.REQUEST);
        var authority = headers.authority();
        if (authority != null) {
            builder.field(HOST, authority);
        }
        var hosts = authority == null ? 0 : 1;
        for (var field : headers) {
            var name = field.getKey();
            if (!name.isEmpty() && name.charAt(0) == ':') {
                continue;
            }
            if (authority != null && AsciiString.contentEquals(name, HOST)) {
                if (!AsciiString.contentEqualsIgnoreCase(field.getValue(), authority) || ++hosts > 2) {
                    throw Fault.HOST.thrown(); // the two contradict each other (RFC 9113 §8.3.1)
                }
                continue;
            }
            builder.field(name, field.getValue());
        }
        return builder.request(orEmpty(headers.method()), path(headers), hasBody);
    }

    /** CONNECT has none (RFC 9113 §8.5); it is refused later, as in HTTP/1. */
    private static CharSequence path(Http2Headers headers) {
        var path = headers.path();
        return path == null && AsciiString.contentEquals(orEmpty(headers.method()), "CONNECT") ? "/" : orEmpty(path);
    }

    /** A request to an endpoint. What is said of the connection stays here; trailers are taken. */
    static Http2Headers request(ForwardedRequest request) {
        var fields = request.headers();
        var headers = new DefaultHttp2Headers(false, fields.size() + 5)
                .method(request.method())
                .scheme(HTTP)
                .path(request.target());
        for (var i = 0; i < fields.size(); i++) {
            switch (fields.name(i)) {
                case HOST -> headers.authority(fields.bytes(i));
                case "connection", "upgrade" -> {} // to another protocol, which does not go on in this one
                default -> headers.add(fields.name(i), fields.bytes(i));
            }
        }
        headers.add(TE, TRAILERS);
        return request.length() > 0 ? headers.add(CONTENT_LENGTH, Long.toString(request.length())) : headers;
    }

    /**
     * An endpoint's response.
     *
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it could not be said in HTTP/1
     */
    static ResponseHead response(Http2Headers headers, boolean hasBody) {
        var builder = new HeadBuilder(Limits.RESPONSE);
        for (var field : headers) {
            var name = field.getKey();
            if (name.isEmpty() || name.charAt(0) != ':') {
                builder.field(field.getKey(), field.getValue());
            }
        }
        return builder.response(orEmpty(headers.status()), hasBody);
    }

    /**
     * What comes behind a body.
     *
     * @throws io.portico.ingress.engine.http1.MalformedMessage when it could not be said in HTTP/1
     */
    static HeaderBlock trailers(Http2Headers headers) {
        var builder = new HeadBuilder(Limits.REQUEST);
        for (var field : headers) {
            builder.field(field.getKey(), field.getValue());
        }
        return builder.fields();
    }

    /**
     * A response of an endpoint, without fields of its connection.
     *
     * @param isToHead whether it tells of a body that does not come
     */
    static Http2Headers response(ResponseHead head, boolean isToHead, String date) {
        var fields = head.headers();
        var headers = new DefaultHttp2Headers(false, fields.size() + 2);
        headers.status(HttpResponseStatus.valueOf(head.status()).codeAsText());
        var hasDate = head.isInformational();
        for (var i = 0; i < fields.size(); i++) {
            var name = fields.name(i);
            if (name.equals(CODING) || (name.equals(LENGTH) && !tellsLength(head, isToHead))) {
                continue;
            }
            hasDate |= name.equals("date");
            headers.add(name, fields.bytes(i));
        }
        if (!hasDate) {
            headers.add(DATE, date);
        }
        return headers;
    }

    private static boolean tellsLength(ResponseHead head, boolean isToHead) {
        return head.length() > 0
                || (!head.isInformational() && head.status() != 204 && (isToHead || head.length() == 0));
    }

    /** Trailers. */
    static Http2Headers trailers(HeaderBlock fields) {
        var headers = new DefaultHttp2Headers(false, fields.size());
        for (var i = 0; i < fields.size(); i++) {
            headers.add(fields.name(i), fields.bytes(i));
        }
        return headers;
    }

    /** A response of ours. */
    static Http2Headers answer(LocalResponse response, String date) {
        var headers = new DefaultHttp2Headers(false)
                .status(HttpResponseStatus.valueOf(response.status()).codeAsText())
                .add(SERVER, LocalResponse.SERVER)
                .add(TYPE, LocalResponse.PLAIN_TEXT)
                .add(CONTENT_LENGTH, Integer.toString(response.line().length()))
                .add(DATE, date);
        var field = response.field();
        return field == null ? headers : headers.add(field.name(), field.value());
    }

    private static CharSequence orEmpty(@Nullable CharSequence text) {
        return text == null ? "" : text;
    }
}
