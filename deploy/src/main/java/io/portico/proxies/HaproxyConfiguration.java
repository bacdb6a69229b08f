package io.portico.proxies;

import java.nio.file.Path;

/** HAProxy as someone who knows it sets it up for a reverse proxy: as {@link NginxConfiguration}, in its words. */
final class HaproxyConfiguration {
    private HaproxyConfiguration() {}

    static String of(Surroundings surroundings, Ports ports, Path directory) {
        return """
                global
                  nbthread %1$d
                  maxconn 10500
                  no strict-limits
                  log stdout format raw local0
                  ssl-default-bind-options ssl-min-ver TLSv1.2
                  tune.ssl.cachesize 100000
                defaults
                  mode http
                  log global
                  option httplog
                  option http-keep-alive
                  http-reuse always
                  timeout connect 5s
                  timeout client 1h
                  timeout server 1h
                  timeout tunnel 1h
                  timeout http-request 1m
                  timeout http-keep-alive 1h
                frontend edge
                  bind :%2$d backlog 8192
                  bind :%3$d ssl crt %4$s/secure.pem alpn http/1.1 backlog 8192
                  acl known req.hdr(host),field(1,:),lower -m str %5$s %6$s
                  http-request return status 404 unless known
                  http-request set-header X-Request-ID %%[uuid()]
                  http-request set-header X-Real-IP %%[src]
                  http-request set-header X-Forwarded-For %%[src]
                  http-request set-header X-Forwarded-Host %%[req.hdr(host)]
                  http-request set-header X-Forwarded-Port %%[dst_port]
                  http-request set-header X-Forwarded-Proto http unless { ssl_fc }
                  http-request set-header X-Forwarded-Proto https if { ssl_fc }
                  http-request set-header X-Forwarded-Scheme http unless { ssl_fc }
                  http-request set-header X-Forwarded-Scheme https if { ssl_fc }
                  http-request set-header X-Scheme http unless { ssl_fc }
                  http-request set-header X-Scheme https if { ssl_fc }
                  default_backend endpoint
                backend endpoint
                  server endpoint %7$s pool-max-conn -1
                """.formatted(
                        surroundings.threads(),
                        ports.http(),
                        ports.https(),
                        directory,
                        surroundings.plain(),
                        surroundings.secure(),
                        surroundings.endpoint());
    }
}
