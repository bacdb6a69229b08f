package io.portico.ingress;

import io.portico.runtime.net.Cidr;
import io.portico.runtime.settings.Faults;
import io.portico.runtime.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What cannot work of {@link IngressConfig}. */
final class IngressFaults {
    static final Settings<IngressConfig> SETTINGS =
            new Settings<>("portico.ingress", IngressConfig.class, 9000, IngressFaults::find);

    private static final String PREFIX = "portico.ingress.";
    private static final int LAST_PORT = 65535;
    private static final int MOST_EVENT_LOOPS = 1024;
    private static final Pattern SECRET =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private IngressFaults() {}

    private static void find(IngressConfig config, Faults faults) {
        faults.port(PREFIX + "http-port", config.httpPort());
        faults.port(PREFIX + "https-port", config.httpsPort());
        config.redirectPort().ifPresent(port -> faults.number(PREFIX + "redirect-port", port, 1, LAST_PORT));
        faults.objectName(PREFIX + "class", config.ingressClass());
        faults.objectName(PREFIX + "default-backend", config.defaultBackend());
        faults.objectName(PREFIX + "publish-service", config.publishService());
        config.defaultCertificate()
                .ifPresent(secret -> faults.refuse(
                        !SECRET.matcher(secret).matches(),
                        PREFIX + "default-certificate",
                        "\"" + secret + "\"",
                        "the Secret as namespace/name, such as shop/wildcard-tls"));
        faults.hosts(PREFIX + "publish-addresses", config.publishAddresses().orElse(List.of()));
        for (var range : config.trustedProxies().orElse(List.of())) {
            faults.refuse(
                    Cidr.parse(range).isEmpty(),
                    PREFIX + "trusted-proxies",
                    "\"" + range + "\"",
                    "ranges of addresses, such as 10.0.0.0/8");
        }
        if (config.proxyProtocol()) {
            faults.refuse(
                    config.trustedProxies().orElse(List.of()).isEmpty(),
                    PREFIX + "proxy-protocol",
                    "true, and no proxy is trusted",
                    "the ranges of those that send the header to " + PREFIX + "trusted-proxies");
            faults.refuse(
                    config.engine() != IngressConfig.Engine.NETTY,
                    PREFIX + "proxy-protocol",
                    "true, which the engine vertx does not read",
                    "netty to " + PREFIX + "engine");
        }
        config.eventLoops().ifPresent(loops -> faults.number(PREFIX + "event-loops", loops, 1, MOST_EVENT_LOOPS));
        faults.duration(PREFIX + "connect-timeout", config.connectTimeout(), Duration.ofMillis(1));
        faults.duration(PREFIX + "read-timeout", config.readTimeout(), Duration.ofSeconds(1));
        faults.duration(PREFIX + "drain-timeout", config.drainTimeout(), Duration.ZERO);
    }
}
