package io.portico.ingress.engine.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.portico.ingress.engine.LocalResponse;
import io.portico.ingress.engine.http1.BodyLength;
import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.ingress.engine.http1.MessageWriter;
import io.portico.ingress.engine.http1.RequestHead;
import io.portico.ingress.engine.http1.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Sends the responses to the requests of one HTTP/1 connection. Status lines and framing are ours: an HTTP/1.1 client
 * gets the length or chunks, an HTTP/1.0 client the length or the end of the connection.
 */
final class ResponseSender {
    private static final String LENGTH = "content-length";
    private static final String CODING = "transfer-encoding";
    private static final int NOT_MODIFIED = 304;
    private static final int NO_CONTENT = 204;
    /** What we write into a head beside the endpoint's fields. */
    private static final int OWN_FIELDS = 256;

    private final Output output;
    private final HttpDate date;
    private boolean isToHead;
    private boolean isHttp10;
    private boolean closes;
    private boolean isBegun;
    private boolean untilClose;
    private @Nullable BodyWriter body;

    ResponseSender(Output output, HttpDate date) {
        this.output = output;
        this.date = date;
    }

    /** A request came, or something that should have been one. */
    void expect(@Nullable RequestHead request) {
        isToHead = request != null && request.method().equals("HEAD");
        isHttp10 = request != null && request.minor() == 0;
        closes = request == null || isHttp10 || request.headers().hasToken("connection", "close");
        isBegun = false;
        untilClose = false;
        body = null;
    }

    /** The connection ends with this response. */
    void close() {
        closes = true;
    }

    /** Whether the connection ends with this response. */
    boolean closes() {
        return closes;
    }

    /** Whether the final response has begun. */
    boolean isBegun() {
        return isBegun;
    }

    /** Whether the client takes the end of the connection for the end of the response. */
    boolean endsWithConnection() {
        return untilClose;
    }

    /** 100 Continue of our own. */
    void goOn() {
        var out = output.room(OWN_FIELDS);
        MessageWriter.statusLine(out, 100);
        MessageWriter.end(out);
    }

    /** A response before the final one; HTTP/1.0 has none. */
    void inform(ResponseHead head) {
        if (!isHttp10) {
            var headers = head.headers();
            headers.remove(LENGTH);
            headers.remove(CODING);
            var out = output.room(MessageWriter.room(headers));
            MessageWriter.statusLine(out, head.status());
            headers.writeTo(out);
            MessageWriter.end(out);
        }
    }

    /** The response that leaves HTTP. */
    void upgrade(ResponseHead head, String protocol) {
        isBegun = true;
        var headers = head.headers();
        headers.set("connection", "upgrade");
        headers.set("upgrade", protocol);
        var out = output.room(MessageWriter.room(headers));
        MessageWriter.statusLine(out, head.status());
        headers.writeTo(out);
        MessageWriter.end(out);
    }

    /** The final response begins. */
    void respond(ResponseHead head) {
        isBegun = true;
        var headers = head.headers();
        headers.remove(CODING);
        var told = isToHead || head.status() == NOT_MODIFIED;
        if (!told) {
            headers.remove(LENGTH);
        }
        var length = head.length();
        var isChunked = length < 0 && !isHttp10;
        untilClose = length < 0 && isHttp10;
        var out = output.room(MessageWriter.room(headers) + OWN_FIELDS);
        MessageWriter.statusLine(out, head.status());
        headers.writeTo(out);
        if (isChunked) {
            MessageWriter.length(out, BodyLength.CHUNKED);
        } else if (!untilClose && !told && head.status() != NO_CONTENT) {
            MessageWriter.length(out, length);
        }
        end(out, headers.contains("date"));
        body = new BodyWriter(output, isChunked);
    }

    /** A whole response of ours. */
    void answer(LocalResponse response) {
        isBegun = true;
        var line = response.line();
        var out = output.room(OWN_FIELDS * 2
                + (response.field() == null ? 0 : response.field().value().length()));
        MessageWriter.statusLine(out, response.status());
        MessageWriter.field(out, "server", LocalResponse.SERVER);
        MessageWriter.field(out, "content-type", LocalResponse.PLAIN_TEXT);
        var field = response.field();
        if (field != null) {
            MessageWriter.field(out, field.name(), field.value());
        }
        MessageWriter.length(out, line.length());
        end(out, false);
        if (!isToHead) {
            ByteBufUtil.writeAscii(out, line);
        }
    }

    private void end(ByteBuf out, boolean hasDate) {
        if (!hasDate) {
            MessageWriter.field(out, "date", date.now());
        }
        if (closes) {
            MessageWriter.field(out, "connection", "close");
        }
        MessageWriter.end(out);
    }

    /** Released here. */
    void part(ByteBuf part) {
        var writer = body;
        if (writer == null) {
            part.release();
        } else {
            writer.part(part);
        }
    }

    /** The response is whole. */
    void end(@Nullable HeaderBlock trailers) {
        var writer = body;
        if (writer != null) {
            writer.end(trailers);
        }
    }
}
