package io.portico.testkit.corpus;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one response out of what a client has received so far. */
final class ResponseReader {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (?<status>[1-9][0-9]{2})( [^\\r\\n]*)?");

    private final String bytes;
    private final boolean isEnded;
    private final boolean isReset;
    private int at;

    /** A response, and where what follows it begins. */
    record Read(SeenResponse response, int end) {}

    private ResponseReader(String bytes, int from, boolean isEnded, boolean isReset) {
        this.bytes = bytes;
        this.at = from;
        this.isEnded = isEnded;
        this.isReset = isReset;
    }

    /**
     * The response that begins there; null as long as it is not whole and may become so.
     *
     * @param toHead whether no body follows, whatever the head says
     * @param isEnded whether nothing more will come
     * @param isReset whether that was by a reset, which ends nothing cleanly
     */
    static @Nullable Read read(String bytes, int from, boolean toHead, boolean isEnded, boolean isReset) {
        return new ResponseReader(bytes, from, isEnded, isReset).response(toHead);
    }

    private @Nullable Read response(boolean toHead) {
        var end = bytes.indexOf(Head.END, at);
        if (end < 0) {
            return isEnded ? unclear() : null;
        }
        var lineEnd = bytes.indexOf(Head.CRLF, at);
        var line = STATUS_LINE.matcher(bytes.substring(at, lineEnd));
        var fields = new Fields();
        try {
            if (!line.matches()) {
                return unclear();
            }
            Head.read(lineEnd == end ? "" : bytes.substring(lineEnd + 2, end), fields);
            at = end + Head.END.length();
            return body(Integer.parseInt(line.group("status")), fields, toHead);
        } catch (IllegalArgumentException _) {
            return unclear();
        }
    }

    private @Nullable Read body(int status, Fields fields, boolean toHead) {
        var length = Head.length(fields);
        if (toHead || status < 200 || status == 204 || status == 304) {
            return new Read(new SeenResponse(status, fields, "", false), at);
        }
        if (fields.has("transfer-encoding")) {
            if (!fields.isChunked() || length >= 0) {
                throw new IllegalArgumentException("an ambiguous length");
            }
            return chunks(status, fields);
        }
        var there = bytes.substring(at);
        if (length >= 0 && there.length() >= length) {
            return new Read(
                    new SeenResponse(status, fields, there.substring(0, (int) length), false), at + (int) length);
        }
        var isCut = length >= 0 || isReset;
        return isEnded ? new Read(new SeenResponse(status, fields, there, isCut), bytes.length()) : null;
    }

    private @Nullable Read chunks(int status, Fields fields) {
        var body = new StringBuilder();
        while (true) {
            var lineEnd = bytes.indexOf(Head.CRLF, at);
            if (lineEnd < 0) {
                return cut(status, fields, body);
            }
            var size = Head.chunkSize(bytes.substring(at, lineEnd));
            var from = lineEnd + 2;
            if (size == 0) {
                return trailers(status, fields, body, from);
            }
            if (bytes.length() < from + size + 2) {
                body.append(bytes, from, (int) Math.min(bytes.length(), from + size));
                return cut(status, fields, body);
            }
            body.append(bytes, from, (int) (from + size));
            at = (int) (from + size) + 2;
            if (!bytes.startsWith(Head.CRLF, at - 2)) {
                throw new IllegalArgumentException("behind a chunk");
            }
        }
    }

    private @Nullable Read trailers(int status, Fields fields, StringBuilder body, int from) {
        var isNone = bytes.startsWith(Head.CRLF, from);
        var end = isNone ? from : bytes.indexOf(Head.END, from);
        if (end < 0) {
            return cut(status, fields, body);
        }
        Head.read(bytes.substring(from, end), fields);
        var next = end + (isNone ? Head.CRLF : Head.END).length();
        return new Read(new SeenResponse(status, fields, body.toString(), false), next);
    }

    private @Nullable Read cut(int status, Fields fields, StringBuilder body) {
        return isEnded ? new Read(new SeenResponse(status, fields, body.toString(), true), bytes.length()) : null;
    }

    private Read unclear() {
        return new Read(new SeenResponse(0, new Fields(), bytes.substring(at), true), bytes.length());
    }
}
