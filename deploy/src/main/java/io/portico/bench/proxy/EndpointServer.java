package io.portico.bench.proxy;

import io.portico.bench.MeasuredProcess;
import io.portico.bench.PodAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The endpoint of all proxies: an nginx that does nothing but answer, which costs far less than to forward. */
final class EndpointServer {
    static final String ADDRESS = PodAddress.TEXT + ":8001";

    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 1024 * 1024;

    private EndpointServer() {}

    static MeasuredProcess start(Path directory) throws IOException {
        var files = Files.createDirectories(directory.resolve("files"));
        var _ = Files.write(files.resolve("4k"), new byte[SMALL]);
        var _ = Files.write(files.resolve("1m"), new byte[LARGE]);
        var configuration =
                Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                user root;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr error;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  open_file_cache max=10;
                  open_file_cache_valid 1h;
                  keepalive_timeout 1h;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s;
                  proxy_temp_path %1$s;
                  fastcgi_temp_path %1$s;
                  uwsgi_temp_path %1$s;
                  scgi_temp_path %1$s;
                  server {
                    listen %2$s backlog=8192;
                    root %3$s;
                    location = /0 { return 200; }
                  }
                }
                """.formatted(directory, ADDRESS, files));
        return MeasuredProcess.start(
                List.of("nginx", "-e", "stderr", "-p", directory.toString(), "-c", configuration.toString()),
                Map.of(),
                directory.resolve("output.log"));
    }
}
