package io.portico.testkit;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What runs in a pod: a program that answers its own name, and asks others for theirs.
 *
 * <pre>java -cp … io.portico.testkit.Echo NAME 8080/tcp 5353/udp</pre>
 *
 * On each TCP port it answers HTTP/1.1 with its name and a newline, keeping the connection alive, and says in the
 * headers {@code X-Peer-Address} and {@code X-Peer-Port} who it believes to speak with; on each UDP port it answers
 * datagrams, to {@code both} with its name and its peer's address, to all others with its name. It prints {@code ready}
 * once all ports are bound. Ports of SCTP, {@code 3868/sctp}, it serves by {@link Sctp}.
 *
 * <p>Then it reads questions, one a line, and prints one line for each: the answer or, in words, why there is none. A
 * question that starts with {@code #WORD} is answered beside all others, and its answer starts so too.
 *
 * <pre>
 * within MILLIS tcp|udp|sctp HOST PORT  on a connection, or from a port, of its own: who answers, and the address it sees
 * tcp HOST PORT           one HTTP request on a connection of its own: the name of who answers
 * udp HOST PORT           one datagram from a port of its own: the name of who answers
 * peer tcp|udp HOST PORT  as above: the address that who answers sees
 * open ID HOST PORT       one HTTP request on a connection that stays
 * over ID                 one more on that connection
 * from ID HOST PORT       one datagram, always from the same port for that ID
 * </pre>
 *
 * It ends when its standard input ends; with {@code --stay} as first argument it stays.
 */
public final class Echo {
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int LONGEST_DATAGRAM = 2048;
    private static final String PEER = "X-Peer-Address: ";
    private static final int FIRST_PORT = 33_000;
    private static final int LAST_PORT = 60_000;

    private final String name;
    private final Map<String, Socket> connections = new ConcurrentHashMap<>();
    private final Map<String, DatagramSocket> senders = new ConcurrentHashMap<>();
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_PORT);

    private Echo(String name) {
        this.name = name;
    }

    /** See the class. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var stay = arguments[0].equals("--stay");
        var first = stay ? 1 : 0;
        var echo = new Echo(arguments[first]);
        for (var i = first + 1; i < arguments.length; i++) {
            var slash = arguments[i].indexOf('/');
            var port = Integer.parseInt(arguments[i].substring(0, slash));
            if (arguments[i].endsWith("/sctp")) {
                Sctp.serve(echo.name, port);
            } else if (arguments[i].endsWith("/udp")) {
                var socket = new DatagramSocket(port);
                Thread.ofVirtual().start(() -> echo.serve(socket));
            } else {
                var socket = new ServerSocket(port, 1000);
                Thread.ofVirtual().start(() -> echo.serve(socket));
            }
        }
        System.out.println("ready");
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = questions.readLine(); line != null; line = questions.readLine()) {
            var words = line.trim().split(" +");
            if (words[0].startsWith("#")) {
                var question = Arrays.copyOfRange(words, 1, words.length);
                Thread.ofVirtual().start(() -> System.out.println(words[0] + " " + echo.answer(question)));
            } else {
                System.out.println(echo.answer(words));
            }
        }
        if (stay) {
            Thread.currentThread().join();
        }
    }

    private void serve(ServerSocket server) {
        while (true) {
            try {
                var connection = server.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = connection.getInputStream();
            var body = name + "\n";
            var answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
                    + body.getBytes(StandardCharsets.UTF_8).length
                    + "\r\nX-Peer-Address: "
                    + connection.getInetAddress().getHostAddress()
                    + "\r\nX-Peer-Port: "
                    + connection.getPort()
                    + "\r\n\r\n";
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                in.skipNBytes(contentLength(head));
                var text = head.startsWith("HEAD ") ? answer : answer + body;
                connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                if (head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n")) {
                    return;
                }
            }
        } catch (IOException e) {
            // The peer went away in the middle of a request; the next one is served all the same.
            Thread.currentThread().setName("gone: " + e.getMessage());
        }
    }

    private void serve(DatagramSocket socket) {
        var buffer = new byte[LONGEST_DATAGRAM];
        while (true) {
            try {
                var question = new DatagramPacket(buffer, buffer.length);
                socket.receive(question);
                var peer = question.getAddress().getHostAddress();
                var both = text(question).strip().equals("both");
                var answer = (both ? name + " " + peer : name) + "\n";
                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, question.getSocketAddress()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private String answer(String[] words) {
        try {
            return switch (words[0]) {
                case "tcp", "udp" -> exchange(TIMEOUT_MILLIS, words[0], words[1], words[2]).name;
                case "peer" -> exchange(TIMEOUT_MILLIS, words[1], words[2], words[3]).peer;
                case "within" ->
                    exchange(Integer.parseInt(words[1]), words[2], words[3], words[4])
                            .toString();
                case "open" -> {
                    var connection = connect(TIMEOUT_MILLIS, words[2], words[3]);
                    var before = connections.put(words[1], connection);
                    if (before != null) {
                        before.close();
                    }
                    yield request(connection).name;
                }
                case "over" -> request(requireNonNull(connections.get(words[1]), "not open")).name;
                case "from" -> {
                    if (!senders.containsKey(words[1])) {
                        senders.put(words[1], fresh());
                    }
                    yield datagram(TIMEOUT_MILLIS, senders.get(words[1]), words[2], words[3], "name");
                }
                default -> "no such question: " + words[0];
            };
        } catch (SocketTimeoutException e) {
            return "timeout";
        } catch (NoRouteToHostException e) {
            return "unreachable";
        } catch (PortUnreachableException e) {
            return "refused";
        } catch (ConnectException e) {
            var why = String.valueOf(e.getMessage());
            return why.contains("refused") ? "refused" : why;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Socket connect(int millis, String host, String port) throws IOException {
        var connection = new Socket();
        try {
            connection.setSoTimeout(millis);
            connection.connect(new InetSocketAddress(host, Integer.parseInt(port)), millis);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    /** On a connection, or from a port, of its own. */
    private Answer exchange(int millis, String protocol, String host, String port) throws IOException {
        if (protocol.equals("tcp")) {
            try (var connection = connect(millis, host, port)) {
                return request(connection);
            }
        }
        if (protocol.equals("sctp")) {
            return Answer.read(Sctp.ask(millis, host, Integer.parseInt(port)));
        }
        try (var socket = fresh()) {
            return Answer.read(datagram(millis, socket, host, port, "both"));
        }
    }

    /** Who answered, and whom it saw. */
    private record Answer(String name, String peer) {
        static Answer read(String both) {
            var words = both.split(" ", 2);
            return new Answer(words[0], words[1]);
        }

        @Override
        public String toString() {
            return name + " " + peer;
        }
    }

    private static Answer request(Socket connection) throws IOException {
        connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: echo\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var in = connection.getInputStream();
        var head = head(in);
        if (head.isEmpty()) {
            throw new SocketException("closed without an answer");
        }
        var body = new String(in.readNBytes(contentLength(head)), StandardCharsets.UTF_8);
        var peer = head.lines()
                .filter(line -> line.startsWith(PEER))
                .findFirst()
                .map(line -> line.substring(PEER.length()))
                .orElse("no " + PEER);
        return new Answer(body.strip(), peer);
    }

    /**
     * A socket whose port was not used for as long as can be: the kernel remembers for minutes where it sent the
     * datagrams of a port.
     */
    private DatagramSocket fresh() throws SocketException {
        while (true) {
            var port = nextPort.getAndUpdate(last -> last == LAST_PORT ? FIRST_PORT : last + 1);
            try {
                return new DatagramSocket(port);
            } catch (BindException _) {
                // Somebody has it; the next one then.
            }
        }
    }

    private static String datagram(int millis, DatagramSocket socket, String host, String port, String question)
            throws IOException {
        socket.setSoTimeout(millis);
        // Only a connected socket hears that a port is unreachable.
        socket.connect(new InetSocketAddress(host, Integer.parseInt(port)));
        var bytes = question.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length));
        var answer = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
        socket.receive(answer);
        return text(answer).strip();
    }

    /** Request or status line and headers, up to and with the last line's end; empty at the end of the stream. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 16 * 1024) {
            var next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
            if (next == '\n'
                    && head.length() >= 4
                    && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.substring(0, head.length() - 2);
            }
        }
        throw new IOException("a head of more than 16 KiB");
    }

    private static int contentLength(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .map(line -> Integer.parseInt(
                        line.substring("content-length:".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
