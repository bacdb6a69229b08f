package io.portico.bench;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * etcd and kube-apiserver for a benchmark: a million ClusterIPs, and no limit of requests in flight that one busy
 * client could reach, so that what is measured is the client.
 */
public final class ControlPlane implements AutoCloseable {
    private static final String SERVICE_CIDRS = "10.96.0.0/12,fd96::/108";
    private static final int WRITERS = 24;
    private static final Pattern REQUESTS =
            Pattern.compile("apiserver_request_total\\{(?<labels>.*)} (?<count>[0-9.e+]+)");
    private static final Pattern WRITE = Pattern.compile(".*\\bverb=\"(POST|PUT|PATCH|APPLY|DELETE)\".*");

    private final KubeApi api;

    private ControlPlane(KubeApi api) {
        this.api = api;
    }

    /** Starts both; {@code address} is where they listen, one of this network namespace. */
    public static ControlPlane start(String address) {
        return new ControlPlane(KubeApi.start(new KubeApi.Options(
                address,
                SERVICE_CIDRS,
                List.of("--max-requests-inflight=3000", "--max-mutating-requests-inflight=2000"))));
    }

    /** The API server itself: its address, its tokens, its CA. */
    public KubeApi api() {
        return api;
    }

    /** A client that may do everything. */
    public KubernetesClient admin() {
        return api.admin();
    }

    /** The API server's version, such as {@code v1.36.3}. */
    public String version() {
        return admin().getKubernetesVersion().getGitVersion();
    }

    /** A kubeconfig of the administrator, for programs that want one. */
    public Path kubeconfig(Path directory) throws IOException {
        return api.kubeconfig(directory);
    }

    /** What a Quarkus service needs to reach it as administrator, as environment variables. */
    public Map<String, String> serviceEnvironment() {
        return Map.of(
                "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL", api.url(),
                "QUARKUS_KUBERNETES_CLIENT_TOKEN", api.adminToken(),
                "QUARKUS_KUBERNETES_CLIENT_CA_CERT_FILE", api.caCertificate().toString());
    }

    /**
     * Does something for each item, several at a time, such as creating an object of it; returns when all are done.
     * Throws the first failure after the others have ended.
     */
    public <T> void forEach(Collection<T> items, Consumer<T> action) {
        var waiting = new ConcurrentLinkedQueue<>(items);
        var failures = new ConcurrentLinkedQueue<RuntimeException>();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < WRITERS; i++) {
                writers.execute(() -> {
                    for (var item = waiting.poll(); item != null && failures.isEmpty(); item = waiting.poll()) {
                        try {
                            action.accept(item);
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                });
            }
        }
        if (!failures.isEmpty()) {
            throw failures.element();
        }
    }

    /** How many writes of these resources (plural, such as {@code endpointslices}) the API server has taken so far. */
    public long writes(String... resources) {
        return admin().raw("/metrics")
                .lines()
                .map(REQUESTS::matcher)
                .filter(line -> line.matches()
                        && Stream.of(resources)
                                .anyMatch(name -> line.group("labels").contains("resource=\"" + name + "\""))
                        && WRITE.matcher(line.group("labels")).matches())
                .mapToLong(line -> (long) Double.parseDouble(line.group("count")))
                .sum();
    }

    @Override
    public void close() {
        api.close();
    }
}
