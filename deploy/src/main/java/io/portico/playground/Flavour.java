package io.portico.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How the services were built, and so how they are run. */
public enum Flavour {
    /** The fast-jars in {@code SERVICE/target/quarkus-app}. */
    JVM {
        @Override
        public Path built(Path root, String service) {
            return root.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        }

        @Override
        public List<String> command(Path root, String service) {
            return List.of(
                    JAVA,
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-XX:MaxMetaspaceSize=128m",
                    "-jar",
                    built(root, service).toString());
        }
    },
    /** The executables {@code SERVICE/target/*-runner}. */
    NATIVE {
        @Override
        public Path built(Path root, String service) {
            var target = root.resolve(service).resolve("target");
            try (var runners = Files.newDirectoryStream(target, "*-runner")) {
                for (var runner : runners) {
                    return runner;
                }
            } catch (IOException e) {
                return target;
            }
            return target.resolve("*-runner");
        }

        @Override
        public List<String> command(Path root, String service) {
            return List.of(built(root, service).toString(), "-Xmx64m");
        }
    };

    /** The modules that are services, in the order of the story. */
    public static final List<String> SERVICES =
            List.of("endpoints-controller", "node-proxy", "ingress-controller", "default-backend", "cert-manager-lite");

    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** The file that the build leaves of a service; it may be absent. */
    public abstract Path built(Path root, String service);

    /**
     * The command line of a service.
     *
     * @param root the project's directory
     */
    public abstract List<String> command(Path root, String service);
}
