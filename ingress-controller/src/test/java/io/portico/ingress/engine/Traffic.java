package io.portico.ingress.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.model.certificates.Certificates;
import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Filter;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.PathMatch;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RouteId;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.ingress.model.translate.Settings;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Cidr;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A running engine and clients for it. */
public final class Traffic implements AutoCloseable {
    /** For clients of HTTP/2. */
    public final Vertx vertx = Vertx.vertx();

    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    public final List<Problem> reports = new CopyOnWriteArrayList<>();
    public final ProxyEngine engine;
    private final UpstreamPolicy policy;

    private static final Settings SETTINGS = Settings.DEFAULT.listeningAt(0, 0);
    private static final AtomicInteger UPSTREAMS = new AtomicInteger();

    public Traffic(TestedEngine engine) {
        this(engine, UpstreamPolicy.DEFAULT);
    }

    public Traffic(TestedEngine engine, UpstreamPolicy policy) {
        this(engine, policy, List.of());
    }

    public Traffic(TestedEngine engine, UpstreamPolicy policy, List<Cidr> trustedProxies) {
        this(engine::start, policy, trustedProxies);
    }

    /** With an engine that is made like this. */
    public Traffic(Start engine, UpstreamPolicy policy, List<Cidr> trustedProxies) {
        this(engine, policy, trustedProxies, false);
    }

    private Traffic(Start engine, UpstreamPolicy policy, List<Cidr> trustedProxies, boolean proxyProtocol) {
        this.policy = policy;
        this.engine = engine.start(
                vertx,
                new EngineSettings(443, 2, policy.readTimeout(), trustedProxies, proxyProtocol, true),
                metrics,
                reports::add);
        this.engine.serve(RoutingTable.unrouted(Set.of(SETTINGS.http(), SETTINGS.https())));
        serve(Certificates.NONE);
    }

    /** With the engine netty, where connections of these begin with a PROXY header. */
    public static Traffic behind(List<Cidr> proxies) {
        return new Traffic(TestedEngine.NETTY::start, UpstreamPolicy.DEFAULT, proxies, true);
    }

    /** Makes an engine. */
    public interface Start {
        ProxyEngine start(Vertx vertx, EngineSettings settings, MeterRegistry metrics, Consumer<Problem> reports);
    }

    /** As before the first whole table. */
    public void serveNothing() {
        engine.serve(RoutingTable.unrouted(Set.of(SETTINGS.http(), SETTINGS.https())));
    }

    /** The port of plain HTTP. */
    public int http() {
        return Objects.requireNonNull(engine.bound().get(SETTINGS.http()));
    }

    /** The port of TLS. */
    public int https() {
        return Objects.requireNonNull(engine.bound().get(SETTINGS.https()));
    }

    /** A route with the upstream that it names. */
    public record Served(Route route, List<Endpoint> endpoints, Upstream.Protocol protocol) {
        Served(Route route, List<Endpoint> endpoints) {
            this(route, endpoints, Upstream.Protocol.HTTP);
        }

        public Served with(Filter filter) {
            return new Served(
                    new Route(route.id(), route.match(), List.of(filter), route.upstreams()), endpoints, protocol);
        }

        /** The same, whose endpoints speak this. */
        public Served speaking(Upstream.Protocol other) {
            return new Served(route, endpoints, other);
        }
    }

    /** Serves these routes of one host. */
    public void serve(String host, Served... routes) {
        serve(Map.of(host, List.of(routes)), List.of(), Certificates.NONE);
    }

    /** Serves these certificates and nothing else. */
    public void serve(Certificates certificates) {
        serve(Map.of(), List.of(), certificates);
    }

    /** Serves these hosts, a default backend of these endpoints, and these certificates. */
    public void serve(Map<String, List<Served>> hosts, List<Endpoint> fallback, Certificates certificates) {
        PersistentMap<String, VirtualHost> virtualHosts = PersistentMap.empty();
        PersistentMap<UpstreamKey, Upstream> upstreams = PersistentMap.empty();
        for (var host : hosts.entrySet()) {
            virtualHosts = virtualHosts.with(
                    host.getKey(),
                    new VirtualHost(host.getValue().stream().map(Served::route).toList()));
            for (var served : host.getValue()) {
                for (var upstream : served.route.upstreams()) {
                    upstreams =
                            upstreams.with(upstream.key(), upstream(upstream.key(), served.protocol, served.endpoints));
                }
            }
        }
        var key = new UpstreamKey(new NamespacedName("test", "default"), "80");
        upstreams = upstreams.with(key, upstream(key, Upstream.Protocol.HTTP, fallback));
        engine.serve(RoutingTable.of(
                List.of(
                        new Listener(SETTINGS.http(), virtualHosts, Optional.of(key), Optional.empty()),
                        new Listener(SETTINGS.https(), virtualHosts, Optional.of(key), Optional.of(certificates))),
                upstreams));
    }

    private Upstream upstream(UpstreamKey key, Upstream.Protocol protocol, List<Endpoint> endpoints) {
        return new Upstream(key, protocol, policy, endpoints);
    }

    public static ObjectRef ingress(String name) {
        return new ObjectRef("networking.k8s.io/v1", "Ingress", "test", name, "uid-" + name);
    }

    /** A route to an upstream of its own. */
    public static Served route(String path, Endpoint... endpoints) {
        var key = new UpstreamKey(new NamespacedName("test", "web-" + UPSTREAMS.incrementAndGet()), "80");
        return new Served(
                Route.to(new RouteId(ingress("web"), path), new PathMatch.Prefix(path), List.of(), key),
                Arrays.stream(endpoints).sorted().toList());
    }

    /** An answer as it came over the wire. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    /** Sends these lines and the end of the head to the HTTP port, and reads until the connection ends. */
    public Answer send(String... lines) {
        return parse(raw(String.join("\r\n", lines) + "\r\n\r\n"));
    }

    /** A GET on a connection of its own. */
    public Answer get(String host, String path) {
        return send("GET " + path + " HTTP/1.1", "Host: " + host, "Connection: close");
    }

    public String raw(String bytes) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    public static Answer parse(String text) {
        var end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no HTTP answer: " + text);
        }
        var lines = text.substring(0, end).split("\r\n", -1);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line : Arrays.asList(lines).subList(1, lines.length)) {
            headers.merge(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
    }

    /** Who answers a TLS client that asks for this host: the leaf certificate. */
    public X509Certificate shownTo(String host, String... protocols) {
        try (var socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), https())) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(host.isEmpty() ? List.of() : List.of(new SNIHostName(host)));
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

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
    public void close() {
        engine.drain(Duration.ZERO);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
