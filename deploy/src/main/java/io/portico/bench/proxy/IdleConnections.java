package io.portico.bench.proxy;

import io.portico.proxies.RunningProxy;
import io.portico.testkit.Commands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Connections that had one answer and are silent since. Those of TLS keep their socket alone, once the handshake and
 * the answer are through: the client's part of the session would be most of the benchmark's memory.
 */
final class IdleConnections implements AutoCloseable {
    private static final int SILENCE_MILLIS = 20_000;
    private static final int TAIL = 4;

    private final RunningProxy proxy;
    private final String host;
    private final boolean tls;
    private final SSLContext context = trusting();
    private final List<Socket> sockets = new ArrayList<>();

    /**
     * What is looked at.
     *
     * @param few connections at the first look
     * @param many at the second
     * @param tls with and without, in this order
     */
    record Plan(int few, int many, List<Boolean> tls) {}

    private IdleConnections(RunningProxy proxy, String host, boolean tls) {
        this.proxy = proxy;
        this.host = host;
        this.tls = tls;
    }

    /** What each of them costs this proxy, beyond the first few. */
    static IdleMemory measure(RunningProxy proxy, String host, boolean tls, Plan plan) throws IOException {
        try (var idle = new IdleConnections(proxy, host, tls)) {
            var few = idle.memoryWith(plan.few);
            var many = idle.memoryWith(plan.many);
            var more = plan.many - plan.few;
            return new IdleMemory(
                    (many.resident() - few.resident()) / more, (many.anonymous() - few.anonymous()) / more);
        }
    }

    private IdleMemory memoryWith(int count) throws IOException {
        while (sockets.size() < count) {
            sockets.add(open());
        }
        if (proxy.isJvm()) {
            var _ = Commands.run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                    Long.toString(proxy.process().pid()),
                    "GC.run"));
        }
        var usage = proxy.process().usage();
        return new IdleMemory(usage.rss(), usage.anonymous());
    }

    /** One that was answered. */
    @SuppressWarnings("resource") // the TLS socket is let go, and the one below it stays
    private Socket open() throws IOException {
        var port = tls ? proxy.ports().https() : proxy.ports().http();
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(SILENCE_MILLIS);
        var asking = tls ? (SSLSocket) context.getSocketFactory().createSocket(socket, host, port, false) : socket;
        asking.getOutputStream()
                .write(("GET /0 HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        var in = asking.getInputStream();
        var end = "";
        while (!end.equals("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) {
                throw new IOException(proxy.title() + " closed a connection before it was idle");
            }
            end = (end + (char) next).substring(Math.max(0, end.length() + 1 - TAIL));
        }
        return socket;
    }

    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /** What is shown is what we made. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }
}
