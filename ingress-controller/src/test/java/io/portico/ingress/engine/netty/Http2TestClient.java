package io.portico.ingress.engine.netty;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes and reads frames of HTTP/2 on a plain connection, right ones and wrong ones. */
final class Http2TestClient implements AutoCloseable {
    static final int END_STREAM = 1;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_HEADERS = 4;
    private static final int ACK = 1;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    Http2TestClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        in = new DataInputStream(socket.getInputStream());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** A request of these fields, names and values by turns, behind {@code :method}, {@code :scheme}, {@code :path}. */
    void request(int stream, boolean end, String method, String path, String... more) throws IOException {
        var fields = new ArrayList<>(List.of(":method", method, ":scheme", "http", ":path", path));
        fields.addAll(List.of(":authority", "shop.example"));
        fields.addAll(List.of(more));
        headers(stream, end, fields);
    }

    /** A HEADERS frame of these names and values by turns, as they are. */
    void headers(int stream, boolean end, List<String> fields) throws IOException {
        var block = new ByteArrayOutputStream();
        for (var i = 0; i < fields.size(); i += 2) {
            block.write(0); // a literal that no table takes up (RFC 7541 §6.2.2)
            literal(block, fields.get(i));
            literal(block, fields.get(i + 1));
        }
        frame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), stream, block.toByteArray());
    }

    void data(int stream, boolean end, byte[] bytes) throws IOException {
        frame(DATA, end ? END_STREAM : 0, stream, bytes);
    }

    void data(int stream, boolean end, String text) throws IOException {
        data(stream, end, text.getBytes(StandardCharsets.UTF_8));
    }

    void reset(int stream) throws IOException {
        frame(RESET, 0, stream, number((int) Http2Error.CANCEL.code()));
    }

    void windowUpdate(int stream, int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, number(bytes));
    }

    /** The next frame that means something, in words; "closed" when the connection has ended. */
    String next() throws IOException {
        try {
            while (true) {
                var length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                var type = in.readUnsignedByte();
                var flags = in.readUnsignedByte();
                var stream = in.readInt();
                var payload = ByteBuffer.wrap(in.readNBytes(length));
                var end = (flags & END_STREAM) != 0 ? " END" : "";
                switch (type) {
                    case DATA -> {
                        return stream + " DATA " + StandardCharsets.UTF_8.decode(payload) + end;
                    }
                    case HEADERS -> {
                        return stream + " HEADERS" + fields(stream, payload) + end;
                    }
                    case RESET -> {
                        return stream + " RESET " + Http2Error.valueOf(payload.getInt());
                    }
                    case GOAWAY -> {
                        return "GOAWAY " + payload.getInt() + " " + Http2Error.valueOf(payload.getInt());
                    }
                    case SETTINGS -> {
                        if ((flags & ACK) == 0) {
                            frame(SETTINGS, ACK, 0, new byte[0]);
                        }
                    }
                    default -> {}
                }
            }
        } catch (EOFException | SocketException e) {
            return "closed";
        }
    }

    /** All frames up to the end of this stream, without the date. */
    List<String> until(int stream) throws IOException {
        var frames = new ArrayList<String>();
        while (true) {
            var frame = next();
            frames.add(frame);
            if (frame.equals("closed")
                    || frame.startsWith(stream + " RESET")
                    || (frame.startsWith(stream + " ") && frame.endsWith(" END"))) {
                return frames;
            }
        }
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        var frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String fields(int stream, ByteBuffer payload) {
        try {
            var text = new StringBuilder();
            for (var field : decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(payload))) {
                if (!"date".contentEquals(field.getKey())) {
                    text.append(' ').append(field.getKey()).append('=').append(field.getValue());
                }
            }
            return text.toString();
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void literal(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else { // RFC 7541 §5.1
            out.write(127);
            var rest = bytes.length - 127;
            while (rest >= 128) {
                out.write(rest % 128 | 128);
                rest /= 128;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }
}
