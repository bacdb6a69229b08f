package io.portico.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Requests of somebody who makes things up: methods, paths, hosts and header values that no other request has, in all
 * combinations with ordinary ones. What a service counts must not grow with them.
 */
public final class MadeUpRequests {
    private static final int COUNT = 400;
    private static final int PATIENCE_MILLIS = 30_000;

    /** A connection to the server that is asked. */
    @FunctionalInterface
    public interface Connector {
        /** Opens one; {@code host} is what the request will name, for SNI. */
        Socket connect(String host) throws IOException;
    }

    private MadeUpRequests() {}

    /** 400 of them to a port of this machine, as {@link #send(Connector, int, String, String, List)} sends them. */
    public static void send(int port, String word, String domain, List<String> paths) {
        send(_ -> new Socket(InetAddress.getLoopbackAddress(), port), COUNT, word, domain, paths);
    }

    /**
     * Sends them one after the other, each over a connection of its own, and waits for the beginning of each answer.
     *
     * @param word is in all that is made up: two calls with different words have nothing in common
     * @param domain of all hosts: {@code www} below it is the ordinary one
     * @param paths ordinary ones; made-up paths are below them
     * @throws IllegalStateException if one is not answered
     */
    public static void send(Connector connector, int count, String word, String domain, List<String> paths) {
        for (var i = 0; i < count; i++) {
            var name = word + i;
            var path = paths.get(i / 16 % paths.size());
            var asked = ((i & 4) == 0 ? "www" : name) + "." + domain;
            var request = "%s %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n"
                    .formatted(
                            (i & 1) == 0 ? "GET" : "M" + name.toUpperCase(Locale.ROOT),
                            (i & 2) == 0 ? path : path + (path.endsWith("/") ? "" : "/") + name + "?" + name + "=1",
                            asked,
                            (i & 8) == 0 ? "" : headers(name));
            try (var socket = connector.connect(asked)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
                if (!answer.equals("HTTP/")) {
                    throw new IllegalStateException("no answer but '" + answer + "' to " + request);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(request, e);
            }
        }
    }

    private static String headers(String name) {
        return """
                Accept: %1$s/%1$s
                User-Agent: %1$s
                Referer: http://%1$s.example/
                X-Forwarded-Host: %1$s.example
                X-Forwarded-Proto: %1$s
                X-Request-Id: %1$s
                Origin: http://%1$s.example
                Accept-Language: %1$s
                Cookie: %1$s=1
                """.formatted(name).replace("\n", "\r\n");
    }

    /**
     * The series in an answer of {@code /q/metrics}, each as name and labels; without those of the JVM, whose garbage
     * collector has one for each cause, from when it first had it.
     */
    public static Set<String> series(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }
}
