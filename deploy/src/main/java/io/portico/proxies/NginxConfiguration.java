package io.portico.proxies;

import java.nio.file.Path;

/**
 * nginx as someone who knows it sets it up for a reverse proxy: kept connections to the endpoint, streamed requests, a
 * buffered access log, and the fields that ingress-nginx tells endpoints.
 */
final class NginxConfiguration {
    private NginxConfiguration() {}

    static String of(Surroundings surroundings, Ports ports, Path directory) {
        return """
                daemon off;
                user root;
                worker_processes %1$d;
                pid %2$s/nginx.pid;
                error_log stderr error;
                events { worker_connections 16384; }
                http {
                  access_log %2$s/access.log combined buffer=64k flush=1s;
                  server_tokens off;
                  keepalive_timeout 1h;
                  keepalive_requests 1000000000;
                  client_max_body_size 0;
                  large_client_header_buffers 4 32k;
                  client_body_temp_path %2$s;
                  proxy_temp_path %2$s;
                  fastcgi_temp_path %2$s;
                  uwsgi_temp_path %2$s;
                  scgi_temp_path %2$s;
                  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
                  upstream endpoint {
                    server %3$s max_fails=0;
                    keepalive 512;
                    keepalive_requests 1000000000;
                    keepalive_timeout 1h;
                  }
                  proxy_pass_header Server;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_max_temp_file_size 0;
                  proxy_buffers 8 64k;
                  proxy_buffer_size 64k;
                  proxy_busy_buffers_size 128k;
                  proxy_set_header Host $http_host;
                  proxy_set_header Connection $connection_upgrade;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header X-Request-ID $request_id;
                  proxy_set_header X-Real-IP $remote_addr;
                  proxy_set_header X-Forwarded-For $remote_addr;
                  proxy_set_header X-Forwarded-Host $http_host;
                  proxy_set_header X-Forwarded-Port $server_port;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header X-Forwarded-Scheme $scheme;
                  proxy_set_header X-Scheme $scheme;
                  server {
                    listen %4$d default_server reuseport backlog=8192;
                    return 404;
                  }
                  server {
                    listen %4$d;
                    server_name %6$s;
                    location / { proxy_pass http://endpoint; }
                  }
                  server {
                    listen %5$d ssl reuseport backlog=8192;
                    server_name %7$s;
                    ssl_certificate %8$s;
                    ssl_certificate_key %9$s;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:TLS:10m;
                    location / { proxy_pass http://endpoint; }
                  }
                }
                """.formatted(
                        surroundings.threads(),
                        directory,
                        surroundings.endpoint(),
                        ports.http(),
                        ports.https(),
                        surroundings.plain(),
                        surroundings.secure(),
                        surroundings.certificate(),
                        surroundings.key());
    }
}
