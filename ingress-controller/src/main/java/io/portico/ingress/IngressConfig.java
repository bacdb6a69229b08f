package io.portico.ingress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The settings of this service, {@code portico.ingress.*}; the chart sets them by environment variables. */
@ConfigMapping(prefix = "portico.ingress")
public interface IngressConfig {
    /** The port of HTTPS that URLs need not name. */
    int HTTPS = 443;

    /** Port of plain HTTP; 0 for any free one. */
    @WithDefault("80")
    int httpPort();

    /** Port of HTTPS; 0 for any free one. */
    @WithDefault("443")
    int httpsPort();

    /**
     * The HTTPS port that clients see, where a load balancer in front has another than {@link #httpsPort}: redirects
     * name it unless it is 443.
     */
    OptionalInt redirectPort();

    /** {@link #redirectPort}, or {@link #httpsPort}, or 443 where that is any free one. */
    default int httpsPortOfClients() {
        return redirectPort().orElse(httpsPort() == 0 ? HTTPS : httpsPort());
    }

    /**
     * The class that the annotation {@code kubernetes.io/ingress.class} names; IngressClasses count by their
     * controller.
     */
    @WithName("class")
    @WithDefault("portico")
    String ingressClass();

    /** A Service in the install namespace that gets what no rule matches: its port named http, or its first. */
    @WithDefault("default-http-backend")
    String defaultBackend();

    /** {@code namespace/name} of the Secret whose certificate is served where no other is there. */
    Optional<String> defaultCertificate();

    /** A Service in the install namespace whose addresses are written into the status of Ingresses. */
    @WithDefault("portico-ingress-controller")
    String publishService();

    /** Fixed status addresses, IPs or host names; they win over {@link #publishService}. */
    Optional<List<String>> publishAddresses();

    /** What forwards requests. */
    @WithDefault("netty")
    Engine engine();

    /** The engines that there are. */
    enum Engine {
        /** The small one, made of vertx-web-proxy, for traffic that means well. */
        VERTX,
        /** The one made for hostile traffic. */
        NETTY
    }

    /**
     * Ranges of addresses of proxies whose word on the client, in {@code X-Forwarded-*}, counts. The engine vertx
     * trusts none.
     */
    Optional<List<String>> trustedProxies();

    /**
     * Whether connections of trusted proxies begin with a PROXY header, version 1 or 2; then all of them must. The
     * engine netty alone reads it.
     */
    @WithDefault("false")
    boolean proxyProtocol();

    /** Whether endpoints get {@code Forwarded} (RFC 7239) beside {@code X-Forwarded-*}. */
    @WithDefault("false")
    boolean forwardedHeader();

    /** Servers per port, each on an event loop; as many as processors where it is not set. */
    OptionalInt eventLoops();

    /** How long connecting to an endpoint may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long an endpoint may be silent before it answers. */
    @WithDefault("60s")
    Duration readTimeout();

    /** How long requests under way may take to end when the process is told to stop. */
    @WithDefault("8s")
    Duration drainTimeout();
}
