package io.portico.testkit;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/**
 * As much of SCTP (RFC 9260) as is needed to see who answers: the client sends the INIT of an association, the server
 * answers with an INIT ACK whose cookie holds its name and the address of the client that it sees. Both are done here,
 * over raw sockets, so the kernel needs no SCTP of its own; what it does need is to follow the packets.
 */
final class Sctp {
    private static final int PROTOCOL = 132;
    private static final int INIT = 1;
    private static final int INIT_ACK = 2;
    private static final int COOKIE = 7;
    private static final int HEADER = 12;
    private static final int FIXED = 20;
    private static final int FIRST_PORT = 33_000;
    private static final int PORTS = 27_000;
    private static final Duration POLL = Duration.ofMillis(2);
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private Sctp() {}

    /**
     * The first chunk of a packet.
     *
     * @param from port
     * @param to port
     * @param tag of the packet: what the receiver has chosen; 0 in an INIT
     * @param ownTag what the sender chooses
     * @param cookie empty for none
     */
    private record Packet(int from, int to, int tag, int type, int ownTag, String cookie) {
        static Optional<Packet> read(ByteBuffer in) {
            if (in.remaining() < HEADER + FIXED) {
                return Optional.empty();
            }
            var from = Short.toUnsignedInt(in.getShort());
            var to = Short.toUnsignedInt(in.getShort());
            var tag = in.getInt();
            var type = Byte.toUnsignedInt(in.get(HEADER));
            var ownTag = in.getInt(HEADER + 4);
            var cookie = "";
            if (in.limit() >= HEADER + FIXED + 4 && in.getShort(HEADER + FIXED) == COOKIE) {
                var length = in.getShort(HEADER + FIXED + 2) - 4;
                cookie = StandardCharsets.UTF_8
                        .decode(in.slice(HEADER + FIXED + 4, length))
                        .toString();
            }
            return Optional.of(new Packet(from, to, tag, type, ownTag, cookie));
        }

        byte[] bytes() {
            var text = cookie.getBytes(StandardCharsets.UTF_8);
            var parameter = text.length == 0 ? 0 : 4 + (text.length + 3) / 4 * 4;
            var out = ByteBuffer.allocate(HEADER + FIXED + parameter);
            out.putShort((short) from).putShort((short) to).putInt(tag).putInt(0);
            out.put((byte) type).put((byte) 0).putShort((short) (FIXED + parameter));
            // Window, streams out and in, first sequence number.
            out.putInt(ownTag)
                    .putInt(1 << 16)
                    .putShort((short) 1)
                    .putShort((short) 1)
                    .putInt(1);
            if (parameter > 0) {
                out.putShort((short) COOKIE).putShort((short) (4 + text.length)).put(text);
            }
            var checksum = new CRC32C();
            checksum.update(out.array());
            return out.order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(8, (int) checksum.getValue())
                    .array();
        }
    }

    /** Answers at that port of each address of this host, for as long as this program runs. */
    static void serve(String name, int port) throws IOException {
        for (var six : new boolean[] {false, true}) {
            var socket = new RawSocket(PROTOCOL, six);
            Thread.ofPlatform().daemon().name("sctp").start(() -> serve(name, port, socket));
        }
    }

    private static void serve(String name, int port, RawSocket socket) {
        while (true) {
            try {
                var received = socket.receive();
                var packet = Packet.read(received.packet());
                if (packet.isPresent() && packet.get().type == INIT && packet.get().to == port) {
                    var init = packet.get();
                    var cookie = name + " " + received.from().getHostAddress();
                    var answer = new Packet(port, init.from, init.ownTag, INIT_ACK, tag(), cookie);
                    socket.send(answer.bytes(), received.from());
                }
            } catch (IOException e) {
                // The client has gone, or somebody refuses the answer: the next one is served all the same.
                Thread.currentThread().setName("sctp: " + e.getMessage());
            }
        }
    }

    /** Who answers there, and the address that it sees. */
    static String ask(int millis, String host, int port) throws IOException {
        var to = InetAddress.getByName(host);
        var deadline = System.nanoTime() + millis * 1_000_000L;
        try (var socket = new RawSocket(PROTOCOL, to instanceof Inet6Address)) {
            socket.connect(to);
            var from = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            var init = new Packet(from, port, 0, INIT, tag(), "");
            socket.send(init.bytes(), to);
            while (System.nanoTime() < deadline) {
                var answer = socket.poll().flatMap(received -> Packet.read(received.packet()));
                if (answer.isPresent()
                        && answer.get().type == INIT_ACK
                        && answer.get().to == from
                        && answer.get().tag == init.ownTag) {
                    return answer.get().cookie;
                }
                if (answer.isEmpty()) {
                    Thread.sleep(POLL);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketTimeoutException();
    }

    private static int tag() {
        return ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }
}
