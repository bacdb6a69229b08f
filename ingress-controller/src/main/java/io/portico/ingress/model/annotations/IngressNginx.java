package io.portico.ingress.model.annotations;

import static io.portico.ingress.model.annotations.Annotation.restricting;
import static io.portico.ingress.model.annotations.Restriction.ALWAYS;
import static io.portico.ingress.model.annotations.Restriction.BY_DIRECTIVE;
import static io.portico.ingress.model.annotations.Restriction.UNLESS_EVERYBODY;
import static io.portico.ingress.model.annotations.Restriction.UNLESS_FALSE;
import static io.portico.ingress.model.annotations.Restriction.UNLESS_ZERO;

import java.util.ArrayList;
import java.util.List;

/**
 * Every annotation of kubernetes/ingress-nginx 1.15, from its pages annotations.md and annotations-risk.md, and those
 * of earlier releases that manifests still carry.
 */
public final class IngressNginx {
    /** What their names begin with. */
    public static final String PREFIX = "nginx.ingress.kubernetes.io";

    /** What they began with before 0.9.0. */
    static final String FORMER_PREFIX = "ingress.kubernetes.io";

    /** What is followed here, one for each thing that annotations say together, in the order of their filters. */
    private static final List<Concern> CONCERNS = List.of(new SslRedirect());

    /**
     * Names that keep nobody out, by what they are about. Those that only shape what another one asks for (auth-realm,
     * limit-burst-multiplier) are here: it is the other one that closes the Ingress.
     */
    private static final String HARMLESS = """
            shapes how users are asked: auth-realm auth-secret-type auth-method auth-response-headers \
              auth-signin-redirect-param auth-request-redirect auth-cache-key auth-cache-duration auth-keepalive \
              auth-keepalive-requests auth-keepalive-share-vars auth-keepalive-timeout auth-proxy-set-headers \
              auth-always-set-cookie
            shapes limits: limit-burst-multiplier limit-rate limit-rate-after global-rate-limit-window \
              global-rate-limit-key global-rate-limit-ignored-cidrs
            the protocol of the backend: backend-protocol grpc-backend secure-backends secure-verify-ca-secret \
              proxy-http-version proxy-ssl-secret proxy-ssl-ciphers proxy-ssl-name proxy-ssl-protocols \
              proxy-ssl-server-name proxy-ssl-verify proxy-ssl-verify-depth fastcgi-index fastcgi-params-configmap
            a share of the requests to another Service: canary canary-by-header canary-by-header-value \
              canary-by-header-pattern canary-by-cookie canary-weight canary-weight-total
            answers to browsers of other origins: enable-cors cors-allow-origin cors-allow-methods cors-allow-headers \
              cors-allow-credentials cors-expose-headers cors-max-age
            redirects: app-root force-ssl-redirect from-to-www-redirect permanent-redirect permanent-redirect-code \
              temporal-redirect temporal-redirect-code relative-redirects preserve-trailing-slash \
              use-port-in-redirects port-in-redirect
            paths: rewrite-target use-regex add-base-url base-url-scheme x-forwarded-prefix
            more names of the host: server-alias
            headers: custom-headers add-response-headers upstream-vhost connection-proxy-header proxy-redirect-from \
              proxy-redirect-to proxy-cookie-domain proxy-cookie-path proxy-pass-params use-forwarded-headers
            buffers and sizes: proxy-body-size client-body-buffer-size proxy-buffering proxy-request-buffering \
              proxy-buffer-size proxy-buffers-number proxy-busy-buffers-size proxy-max-temp-file-size \
              large-client-header-buffers
            timeouts and tries: proxy-connect-timeout proxy-read-timeout proxy-send-timeout proxy-next-upstream \
              proxy-next-upstream-timeout proxy-next-upstream-tries upstream-max-fails upstream-fail-timeout
            which endpoint: load-balance service-upstream upstream-hash-by upstream-hash-by-subset \
              upstream-hash-by-subset-size affinity affinity-mode affinity-canary-behavior session-cookie-name \
              session-cookie-path session-cookie-domain session-cookie-expires session-cookie-max-age \
              session-cookie-samesite session-cookie-secure session-cookie-partitioned session-cookie-hash \
              session-cookie-change-on-failure session-cookie-conditional-samesite-none
            pages for errors: custom-http-errors default-backend disable-proxy-intercept-errors
            a copy of the requests elsewhere: mirror-target mirror-host mirror-request-body mirror-uri
            TLS with clients: ssl-passthrough ssl-ciphers ssl-prefer-server-ciphers enable-http2 http2-push-preload \
              http2-insecure-port enable-websockets websocket-services
            logs and traces: enable-access-log enable-rewrite-log enable-opentelemetry opentelemetry-operation-name \
              opentelemetry-trust-incoming-span enable-opentracing opentracing-trust-incoming-span enable-influxdb \
              influxdb-measurement influxdb-port influxdb-host influxdb-server-name modsecurity-transaction-id \
              lua-resty-waf-debug lua-resty-waf-ignore-rulesets lua-resty-waf-extra-rules \
              lua-resty-waf-allow-unknown-content-types lua-resty-waf-score-threshold \
              lua-resty-waf-process-multipart-body
            """;

    private static final Annotation ANY_CLIENT_CERTIFICATE = restricting("auth-tls-*", "client certificates", ALWAYS);
    private static final Annotation ANY_SNIPPET = restricting("*-snippet", "nginx configuration", BY_DIRECTIVE);

    private static final List<Annotation> RESTRICTING = List.of(
            restricting("auth-type", "a password is asked for", ALWAYS),
            restricting("auth-secret", "a password is asked for", ALWAYS),
            restricting("auth-url", "another service is asked who may pass", ALWAYS),
            restricting("auth-signin", "users have to sign in", ALWAYS),
            restricting("auth-tls-secret", "a client certificate is asked for", ALWAYS),
            restricting("auth-tls-verify-client", "a client certificate is asked for", ALWAYS),
            restricting("auth-tls-verify-depth", "a client certificate is asked for", ALWAYS),
            restricting("auth-tls-error-page", "a client certificate is asked for", ALWAYS),
            restricting("auth-tls-pass-certificate-to-upstream", "a client certificate is asked for", ALWAYS),
            restricting("auth-tls-match-cn", "a client certificate of this name is asked for", ALWAYS),
            restricting("enable-global-auth", "another service is asked who may pass", UNLESS_FALSE),
            restricting(
                    "allowlist-source-range",
                    "only these client addresses may pass",
                    UNLESS_EVERYBODY,
                    "whitelist-source-range"),
            restricting("denylist-source-range", "these client addresses may not pass", ALWAYS),
            restricting("satisfy", "how addresses and passwords go together", ALWAYS),
            restricting("limit-rps", "requests are limited", UNLESS_ZERO),
            restricting("limit-rpm", "requests are limited", UNLESS_ZERO),
            restricting("limit-connections", "connections are limited", UNLESS_ZERO),
            restricting("limit-allowlist", "all but these client addresses are limited", ALWAYS, "limit-whitelist"),
            restricting("global-rate-limit", "requests are limited", UNLESS_ZERO),
            restricting("enable-modsecurity", "a web application firewall looks at requests", UNLESS_FALSE),
            restricting("enable-owasp-core-rules", "a web application firewall looks at requests", UNLESS_FALSE),
            restricting("modsecurity-snippet", "a web application firewall looks at requests", ALWAYS),
            restricting("lua-resty-waf", "a web application firewall looks at requests", ALWAYS),
            restricting("configuration-snippet", "nginx configuration", BY_DIRECTIVE),
            restricting("server-snippet", "nginx configuration", BY_DIRECTIVE),
            restricting("stream-snippet", "nginx configuration", BY_DIRECTIVE),
            restricting("location-snippet", "nginx configuration", BY_DIRECTIVE),
            restricting("auth-snippet", "nginx configuration", BY_DIRECTIVE));

    /** All of them. */
    public static final Catalogue CATALOGUE = catalogue();

    private IngressNginx() {}

    private static Catalogue catalogue() {
        var all = new ArrayList<>(RESTRICTING);
        CONCERNS.forEach(concern -> all.addAll(concern.annotations()));
        HARMLESS.lines().forEach(line -> {
            var colon = line.indexOf(':');
            var meaning = line.substring(0, colon);
            for (var name : line.substring(colon + 1).strip().split("\\s+", -1)) {
                all.add(Annotation.harmless(name, meaning));
            }
        });
        return new Catalogue(all, CONCERNS, ANY_CLIENT_CERTIFICATE, ANY_SNIPPET);
    }
}
