package io.portico.proxies;

import io.portico.bench.ControlPlane;
import io.portico.bench.MeasuredProcess;
import io.portico.playground.Flavour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A proxy that can be started. */
public sealed interface Program {
    /** As tables name it. */
    String title();

    /** Why it cannot run here, in words; empty when it can. */
    String missing();

    /** Starts it; it may not be ready yet. */
    RunningProxy start(Surroundings surroundings, Ports ports) throws IOException;

    /** nginx as Debian has it. */
    record Nginx() implements Program {
        @Override
        public String title() {
            return "nginx";
        }

        @Override
        public String missing() {
            return isOnPath("nginx") ? "" : "nginx is not installed (Debian: apt-get install nginx-light)";
        }

        @Override
        public RunningProxy start(Surroundings surroundings, Ports ports) throws IOException {
            var directory = Files.createDirectories(surroundings.directory().resolve("nginx"));
            var file = Files.writeString(
                    directory.resolve("nginx.conf"), NginxConfiguration.of(surroundings, ports, directory));
            return run(
                    this,
                    ports,
                    List.of("nginx", "-e", "stderr", "-p", directory.toString(), "-c", file.toString()),
                    directory);
        }
    }

    /** HAProxy as Debian has it. */
    record Haproxy() implements Program {
        @Override
        public String title() {
            return "HAProxy";
        }

        @Override
        public String missing() {
            return isOnPath("haproxy") ? "" : "HAProxy is not installed (Debian: apt-get install haproxy)";
        }

        @Override
        public RunningProxy start(Surroundings surroundings, Ports ports) throws IOException {
            var directory = Files.createDirectories(surroundings.directory().resolve("haproxy"));
            // It wants the certificate and its key in one file.
            var _ = Files.writeString(
                    directory.resolve("secure.pem"),
                    Files.readString(surroundings.certificate()) + Files.readString(surroundings.key()));
            var file = Files.writeString(
                    directory.resolve("haproxy.cfg"), HaproxyConfiguration.of(surroundings, ports, directory));
            return run(this, ports, List.of("haproxy", "-db", "-f", file.toString()), directory);
        }
    }

    /**
     * Ours, which has its routes from an API server: {@link Site}.
     *
     * @param engine {@code netty} or {@code vertx}
     */
    record Portico(Path root, Flavour flavour, String engine, ControlPlane plane) implements Program {
        private static final String SERVICE = "ingress-controller";

        @Override
        public String title() {
            return "portico " + engine + (flavour == Flavour.NATIVE ? ", native" : "");
        }

        @Override
        public String missing() {
            return Files.exists(flavour.built(root, SERVICE)) ? "" : title() + " is not built";
        }

        @Override
        public RunningProxy start(Surroundings surroundings, Ports ports) throws IOException {
            var directory = Files.createDirectories(surroundings.directory().resolve(title().replaceAll("\\W+", "-")));
            var environment = new HashMap<>(plane.serviceEnvironment());
            environment.put("PORTICO_INGRESS_ENGINE", engine);
            environment.put("PORTICO_INGRESS_HTTP_PORT", Integer.toString(ports.http()));
            environment.put("PORTICO_INGRESS_HTTPS_PORT", Integer.toString(ports.https()));
            environment.put("PORTICO_INGRESS_EVENT_LOOPS", Integer.toString(surroundings.threads()));
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.management()));
            return new RunningProxy(
                    this, ports, MeasuredProcess.start(command(), environment, directory.resolve("output.log")));
        }

        /** As the image has it, with the compilers that a JVM has by default: it is there for throughput. */
        private List<String> command() {
            var built = flavour.built(root, SERVICE).toString();
            return flavour == Flavour.NATIVE
                    ? List.of(built, "-Xmx256m")
                    : List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-Djava.io.tmpdir=/tmp",
                            "-jar",
                            built);
        }
    }

    private static RunningProxy run(Program program, Ports ports, List<String> command, Path directory)
            throws IOException {
        return new RunningProxy(
                program, ports, MeasuredProcess.start(command, Map.of(), directory.resolve("output.log")));
    }

    private static boolean isOnPath(String command) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }
}
