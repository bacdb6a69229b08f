package io.portico.testkit;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Sends and receives packets of an IP protocol that the kernel need not know. Needs CAP_NET_RAW. */
final class RawSocket implements AutoCloseable {
    private static final int RAW = 3;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int DONT_WAIT = 0x40;
    private static final int LONGEST = 2048;
    private static final int NOT_PERMITTED = 1;
    private static final int NOTHING_YET = 11;
    private static final int NO_SUCH_NETWORK = 101;
    private static final int REFUSED = 111;
    private static final int NO_SUCH_HOST = 113;

    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT =
            call("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            call("sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECEIVE = call(
            "recvfrom", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final boolean six;
    private final int descriptor;

    /** A packet without its IP header, and who sent it. */
    record Received(ByteBuffer packet, InetAddress from) {}

    /** {@code six}: of IPv6. */
    RawSocket(int protocol, boolean six) throws IOException {
        this.six = six;
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            this.descriptor = checked((int) SOCKET.invokeExact(errno, six ? INET6 : INET, RAW, protocol), errno);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    /** From now on it hears of nobody else, and whether packets to there are refused. */
    void connect(InetAddress to) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            var address = address(arena, to);
            var _ = checked((int) CONNECT.invokeExact(errno, descriptor, address, (int) address.byteSize()), errno);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    void send(byte[] packet, InetAddress to) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            var bytes = arena.allocateFrom(JAVA_BYTE, packet);
            var address = address(arena, to);
            var _ = checked(
                    (int) (long) SEND.invokeExact(
                            errno, descriptor, bytes, (long) packet.length, 0, address, (int) address.byteSize()),
                    errno);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    /** Waits for a packet. The thread should be none of the virtual ones, which would keep its carrier. */
    Received receive() throws IOException {
        return receive(0).orElseThrow(() -> new IOException("nothing received"));
    }

    /** What has come, if anything. */
    Optional<Received> poll() throws IOException {
        return receive(DONT_WAIT);
    }

    private Optional<Received> receive(int flags) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            var buffer = arena.allocate(LONGEST);
            var from = arena.allocate(28);
            var length = arena.allocateFrom(JAVA_INT, (int) from.byteSize());
            var count =
                    (int) (long) RECEIVE.invokeExact(errno, descriptor, buffer, (long) LONGEST, flags, from, length);
            if (count < 0 && (int) ERRNO.get(errno, 0L) == NOTHING_YET) {
                return Optional.empty();
            }
            var _ = checked(count, errno);
            var sender = from.asSlice(six ? 8 : 4, six ? 16 : 4).toArray(JAVA_BYTE);
            // Only of IPv4 does the kernel show the header; its length in words stands in the first byte.
            var header = six ? 0 : (buffer.get(JAVA_BYTE, 0) & 0xf) * 4;
            return Optional.of(new Received(
                    ByteBuffer.wrap(buffer.asSlice(header, count - header).toArray(JAVA_BYTE)),
                    InetAddress.getByAddress(sender)));
        } catch (Throwable e) {
            throw io(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = errno(arena);
            var _ = checked((int) CLOSE.invokeExact(errno, descriptor), errno);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    /** {@code sockaddr_in} or {@code sockaddr_in6}, without a port. */
    private static MemorySegment address(Arena arena, InetAddress to) {
        var isSix = to instanceof Inet6Address;
        var address = arena.allocate(isSix ? 28 : 16, 8);
        address.set(JAVA_SHORT, 0, (short) (isSix ? INET6 : INET));
        MemorySegment.copy(MemorySegment.ofArray(to.getAddress()), 0, address, isSix ? 8 : 4, isSix ? 16 : 4);
        return address;
    }

    private static MemorySegment errno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    private static int checked(int result, MemorySegment errno) throws IOException {
        if (result >= 0) {
            return result;
        }
        var number = (int) ERRNO.get(errno, 0L);
        throw switch (number) {
            case NOT_PERMITTED -> new IOException("Operation not permitted");
            case REFUSED -> new ConnectException("refused");
            case NO_SUCH_NETWORK, NO_SUCH_HOST -> new NoRouteToHostException("no route");
            default -> new IOException("errno " + number);
        };
    }

    private static IOException io(Throwable failure) {
        return switch (failure) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(failure);
        };
    }

    @SuppressWarnings("restricted") // the functions are what the descriptors say: socket(2) and its like
    private static MethodHandle call(String function, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), descriptor, Linker.Option.captureCallState("errno"));
    }
}
