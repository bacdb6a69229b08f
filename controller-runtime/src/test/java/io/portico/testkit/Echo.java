package io.portico.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What runs in a pod: a program that answers its own name, and asks others for theirs.
 *
 * <pre>java -cp … io.portico.testkit.Echo NAME 8080/tcp 5353/udp</pre>
 *
 * On each TCP port it answers HTTP/1.1 with its name and a newline, keeping the connection alive, and says in the
 * headers {@code X-Peer-Address} and {@code X-Peer-Port} who it believes to speak with; on each UDP port it answers
 * datagrams, to {@code who} with its peer's address, to all others with its name. It prints {@code ready} once all
 * ports are bound.
 *
 * <p>Then it reads questions, one a line, and prints one line for each: the answer or, in words, why there is none.
 *
 * <pre>
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

    private final String name;
    private final Map<String, Socket> connections = new HashMap<>();
    private final Map<String, DatagramSocket> senders = new HashMap<>();

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
            if (arguments[i].endsWith("/udp")) {
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
            System.out.println(echo.answer(line.trim().split(" +")));
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
                var who = text(question).strip().equals("who");
                var answer = (who ? question.getAddress().getHostAddress() : name) + "\n";
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
                case "tcp" -> once(words[1], words[2], "");
                case "udp" -> datagram(new DatagramSocket(), words[1], words[2], "name", true);
                case "peer" ->
                    words[1].equals("tcp")
                            ? once(words[2], words[3], "X-Peer-Address: ")
                            : datagram(new DatagramSocket(), words[2], words[3], "who", true);
                case "open" -> {
                    var connection = connect(words[2], words[3]);
                    var before = connections.put(words[1], connection);
                    if (before != null) {
                        before.close();
                    }
                    yield request(connection, "");
                }
                case "over" -> request(connections.get(words[1]), "");
                case "from" -> {
                    if (!senders.containsKey(words[1])) {
                        senders.put(words[1], new DatagramSocket());
                    }
                    yield datagram(senders.get(words[1]), words[2], words[3], "name", false);
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
            return e.getMessage().contains("refused") ? "refused" : e.getMessage();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Socket connect(String host, String port) throws IOException {
        var connection = new Socket();
        try {
            connection.setSoTimeout(TIMEOUT_MILLIS);
            connection.connect(new InetSocketAddress(host, Integer.parseInt(port)), TIMEOUT_MILLIS);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private static String once(String host, String port, String header) throws IOException {
        try (var connection = connect(host, port)) {
            return request(connection, header);
        }
    }

    /** The answer's body, or the value of one of its headers. */
    private static String request(Socket connection, String header) throws IOException {
        connection.getOutputStream().write("GET / HTTP/1.1\r\nHost: echo\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var in = connection.getInputStream();
        var head = head(in);
        if (head.isEmpty()) {
            throw new SocketException("closed without an answer");
        }
        var body = new String(in.readNBytes(contentLength(head)), StandardCharsets.UTF_8);
        return header.isEmpty()
                ? body.strip()
                : head.lines()
                        .filter(line -> line.startsWith(header))
                        .findFirst()
                        .map(line -> line.substring(header.length()))
                        .orElse("no " + header);
    }

    private static String datagram(DatagramSocket socket, String host, String port, String question, boolean close)
            throws IOException {
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            // Only a connected socket hears that a port is unreachable.
            socket.connect(InetAddress.getByName(host), Integer.parseInt(port));
            var bytes = question.getBytes(StandardCharsets.UTF_8);
            socket.send(new DatagramPacket(bytes, bytes.length));
            var answer = new DatagramPacket(new byte[LONGEST_DATAGRAM], LONGEST_DATAGRAM);
            socket.receive(answer);
            return text(answer).strip();
        } finally {
            if (close) {
                socket.close();
            }
        }
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
