package io.portico.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.portico.playground.cluster.WorkloadController;
import io.portico.playground.kubelet.Images.HostCommand;
import io.portico.playground.kubelet.Images.UnknownImage;
import io.portico.playground.kubelet.Kubelet;
import io.portico.playground.kubelet.logs.KubeletCertificates;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeApi.Options;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods and Jobs on the playground's nodes, as kubectl shows them. The only image is this machine's shell. */
@Requires({Need.KUBE_API, Need.OWN_NETWORK})
class KubeletTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    private static ClusterNetwork network;
    private static KubeApi api;
    private static Kubectl kubectl;
    private static Kubelet kubelet;
    private static WorkloadController controller;

    @BeforeAll
    static void bring_up() throws IOException {
        network = ClusterNetwork.create("node-a");
        var nodes = List.of(network.node("node-a"));
        var certificates = KubeletCertificates.create(directory.resolve("kubelets"), nodes);
        api = KubeApi.start(new Options(
                ClusterNetwork.CONTROL_PLANE, Options.DEFAULT.serviceCidrs(), certificates.apiServerArguments()));
        kubectl = new Kubectl(api, directory);
        api.admin().resource(Nodes.of(network.node("node-a"))).create();
        kubelet = new Kubelet(
                api,
                network,
                nodes,
                (pod, container) -> {
                    if (!container.getImage().equals("shell")) {
                        throw new UnknownImage("no image " + container.getImage());
                    }
                    return new HostCommand(List.of("sh", "-c"));
                },
                certificates,
                directory);
        controller = new WorkloadController(api.admin());
    }

    @AfterAll
    static void take_down() {
        controller.close();
        kubelet.close();
        api.close();
        network.close();
    }

    @Test
    void init_containers_run_one_after_the_other_and_then_the_containers_side_by_side() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: ordered}
                spec:
                  volumes: [{name: notes, emptyDir: {}}]
                  initContainers:
                    - {name: first, image: shell, args: ["sleep 1; echo first >>/notes/order"], volumeMounts: [{name: notes, mountPath: /notes}]}
                    - {name: second, image: shell, args: ["echo second >>/notes/order"], volumeMounts: [{name: notes, mountPath: /notes}]}
                  containers:
                    - {name: one, image: shell, args: ["echo one >>/notes/order; sleep 1000"], volumeMounts: [{name: notes, mountPath: /notes}]}
                    - name: two
                      image: shell
                      command: ["sh", "-c"]
                      args: ["until grep one /notes/order; do sleep 0.1; done; cat /notes/order; sleep 1000"]
                      volumeMounts: [{name: notes, mountPath: /notes, readOnly: true}]
                """);
        shows("ordered", row -> row.startsWith("2/2 Running 0"));
        prints("ordered", "two", "one", "first", "second", "one");
        assertThat(get("ordered", "{.status.initContainerStatuses[*].state.terminated.reason}"))
                .isEqualTo("Completed Completed");
        assertThat(get("ordered", "{.status.conditions[?(@.status==\"False\")].type}"))
                .isEmpty();
    }

    @Test
    void a_failing_init_container_is_tried_again_and_the_others_wait() {
        apply(pod("unlucky", "Always", "echo no; exit 3", "sleep 1000"));
        shows("unlucky", row -> row.startsWith("0/1 Init:CrashLoopBackOff"));
        assertThat(get("unlucky", "{.status.initContainerStatuses[0].lastState.terminated.exitCode}"))
                .isEqualTo("3");
        assertThat(get("unlucky", "{.status.containerStatuses[0].state.waiting.reason}"))
                .isEqualTo("PodInitializing");
        assertThat(get("unlucky", "{.status.phase}")).isEqualTo("Pending");
    }

    @Test
    void a_failing_init_container_of_a_pod_that_never_restarts_fails_it() {
        apply(pod("hopeless", "Never", "exit 3", "sleep 1000"));
        shows("hopeless", row -> row.startsWith("0/1 Init:Error 0"));
        assertThat(get("hopeless", "{.status.phase}")).isEqualTo("Failed");
    }

    @Test
    void a_container_without_an_image_does_not_keep_the_other_one_from_running() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: half}
                spec:
                  containers:
                    - {name: one, image: shell, args: ["sleep 1000"]}
                    - {name: two, image: nginx}
                """);
        shows("half", row -> row.startsWith("1/2 ErrImagePull"));
        assertThat(get("half", "{.status.conditions[?(@.type==\"Ready\")].message}"))
                .isEqualTo("containers with unready status: [two]");
    }

    @Test
    void volumes_show_what_config_maps_and_secrets_hold_and_what_they_hold_later() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: reader, labels: {colour: blue}}
                spec:
                  volumes:
                    - {name: config, configMap: {name: reader}}
                    - {name: secret, secret: {secretName: reader, items: [{key: password, path: deep/word}]}}
                    - name: all
                      projected:
                        sources:
                          - {configMap: {name: reader}}
                          - {downwardAPI: {items: [{path: colour, fieldRef: {fieldPath: "metadata.labels['colour']"}}]}}
                  containers:
                    - name: reader
                      image: shell
                      args:
                        - |
                          cat /not/here/yet/greeting /etc/not-here/deep/word /all/colour /one.txt; echo; echo $(GREETING) $SECRET_password
                          touch /not/here/yet/x || echo read-only
                          while sleep 0.2; do cat /not/here/yet/greeting; done
                      env: [{name: GREETING, valueFrom: {configMapKeyRef: {name: reader, key: greeting}}}]
                      envFrom: [{prefix: SECRET_, secretRef: {name: reader}}]
                      volumeMounts:
                        - {name: config, mountPath: /not/here/yet}
                        - {name: secret, mountPath: /etc/not-here}
                        - {name: all, mountPath: /all}
                        - {name: config, mountPath: /one.txt, subPath: greeting}
                """);
        eventually(() -> assertThat(run("describe", "pod", "reader"))
                .contains(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : configmap \"reader\" not found"));
        shows("reader", row -> row.startsWith("0/1 ContainerCreating 0"));
        run("create", "configmap", "reader", "--from-literal=greeting=hello");
        run("create", "secret", "generic", "reader", "--from-literal=password=sesame");
        shows("reader", row -> row.startsWith("1/1 Running"));
        eventually(() -> assertThat(log("reader", "reader"))
                .startsWith("hello" + "sesame" + "blue" + "hello\nhello sesame\n")
                .contains("read-only"));
        run("patch", "configmap", "reader", "--patch", "{\"data\": {\"greeting\": \"good evening\"}}");
        eventually(() -> assertThat(log("reader", "reader")).contains("good evening"));
        assertThat(Path.of("/not")).as("this machine").doesNotExist();
    }

    @Test
    void the_kernels_settings_are_read_only_unless_the_container_is_privileged() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: settings}
                spec:
                  restartPolicy: Never
                  initContainers:
                    - {name: set, image: shell, args: ["echo 0 >/proc/sys/net/ipv4/ip_forward && echo set"], securityContext: {privileged: true}}
                  containers:
                    - name: set-no-more
                      image: shell
                      args: ["cat /proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/ip_forward; mount -o remount,bind,rw /proc/sys; ip link add v0 type veth peer name v1 && echo link"]
                      securityContext: {runAsUser: 0, capabilities: {drop: [ALL], add: [NET_ADMIN]}}
                    - name: unchanged
                      image: shell
                      args: ["sleep 1; cat /proc/sys/net/ipv4/ip_forward"]
                """);
        shows("settings", row -> row.startsWith("0/2 Completed"));
        prints("settings", "set", "set");
        eventually(() -> assertThat(log("settings", "set-no-more"))
                .startsWith("0\n")
                .contains("Read-only file system")
                .endsWith("link\n"));
        prints("settings", "unchanged", "0");
    }

    @Test
    void a_job_is_complete_when_as_many_pods_as_wanted_have_succeeded() {
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: three-times}
                spec:
                  completions: 3
                  parallelism: 2
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: it, image: shell, args: ["echo done"]}]
                """);
        run("wait", "--for=condition=Complete", "job/three-times", "--timeout=50s");
        assertThat(run("get", "job", "three-times", "--no-headers"))
                .contains("Complete")
                .contains("3/3");
        run("delete", "job", "three-times");
        eventually(() -> assertThat(run("get", "pods", "-l", "batch.kubernetes.io/job-name=three-times"))
                .contains("No resources found"));
    }

    @Test
    void a_job_fails_when_its_pods_have_failed_once_more_than_its_backoff_limit() {
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: failing}
                spec:
                  backoffLimit: 1
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: it, image: shell, args: ["exit 1"]}]
                """);
        run("wait", "--for=condition=Failed", "job/failing", "--timeout=50s");
        assertThat(run("get", "job", "failing", "-o", "jsonpath={.status.failed} {.status.conditions[*].reason}"))
                .isEqualTo("2 BackoffLimitExceeded BackoffLimitExceeded");
        assertThat(run("get", "pods", "-l", "batch.kubernetes.io/job-name=failing", "--no-headers"))
                .hasLineCount(2)
                .doesNotContain("Running");
        run("delete", "job", "failing", "--cascade=foreground", "--timeout=50s");
    }

    @Test
    void a_sidecar_runs_beside_the_containers_and_ends_after_them() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: sidecar}
                spec:
                  restartPolicy: Never
                  volumes: [{name: notes, emptyDir: {}}]
                  initContainers:
                    - {name: beside, image: shell, restartPolicy: Always, args: ["touch /notes/up; exec sleep 1000"], volumeMounts: [{name: notes, mountPath: /notes}]}
                  containers:
                    - {name: main, image: shell, args: ["until [ -e /notes/up ]; do sleep 0.1; done"], volumeMounts: [{name: notes, mountPath: /notes}]}
                """);
        shows("sidecar", row -> row.startsWith("0/2 Completed"));
        assertThat(get("sidecar", "{.status.phase}")).isEqualTo("Succeeded");
    }

    @Test
    void kubectl_logs_shows_what_containers_print_and_have_printed_and_follows_them_to_their_end() {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: talker}
                spec:
                  restartPolicy: OnFailure
                  volumes: [{name: notes, emptyDir: {}}]
                  containers:
                    - name: twice
                      image: shell
                      args: ["if [ -e /notes/run ]; then echo second; sleep 2; printf 'a\\nb\\nend'; else touch /notes/run; echo first; exit 1; fi"]
                      volumeMounts: [{name: notes, mountPath: /notes}]
                    - {name: quiet, image: shell, args: ["sleep 1000"]}
                """);
        eventually(() -> assertThat(run("logs", "talker", "-c", "twice")).startsWith("second"));
        assertThat(run("logs", "talker", "-c", "twice", "--follow")).isEqualTo("second\na\nb\nend");
        assertThat(run("logs", "talker", "-c", "twice", "--tail=2")).isEqualTo("b\nend");
        assertThat(run("logs", "talker", "-c", "twice", "--previous")).isEqualTo("first\n");
        assertThat(run("logs", "talker", "-c", "quiet")).isEmpty();
        assertThat(kubectl.run("logs", "talker", "-c", "quiet", "--previous").output())
                .contains("previous terminated container \"quiet\" in pod \"talker\" not found");
        assertThat(kubectl.run("logs", "talker", "-c", "twice", "--since=1h").output())
                .contains("leave out sinceSeconds");
    }

    private static String pod(String name, String restartPolicy, String init, String then) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  restartPolicy: %s
                  initContainers: [{name: before, image: shell, args: ["%s"]}]
                  containers: [{name: it, image: shell, args: ["%s"]}]
                """.formatted(name, restartPolicy, init, then);
    }

    private static void apply(String yaml) {
        try {
            run(
                    "apply",
                    "-f",
                    Files.writeString(Files.createTempFile(directory, "", ".yaml"), yaml)
                            .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String... arguments) {
        var result = kubectl.run(arguments);
        assertThat(result.succeeded())
                .as("kubectl %s: %s", List.of(arguments), result.output())
                .isTrue();
        return result.output();
    }

    private static String get(String pod, String path) {
        return run("get", "pod", pod, "-o", "jsonpath=" + path);
    }

    /** READY, STATUS, RESTARTS of kubectl get pod. */
    private static void shows(String pod, Predicate<String> row) {
        eventually(() -> assertThat(run("get", "pod", pod, "--no-headers")
                        .replaceAll(" +", " ")
                        .replaceFirst("^\\S+ ", ""))
                .as(run("get", "pod", pod, "-o", "yaml"))
                .matches(row));
    }

    private static void prints(String pod, String container, String... lines) {
        eventually(() -> assertThat(log(pod, container).lines()).containsExactly(lines));
    }

    private static String log(String pod, String container) throws IOException {
        var runs = kubelet.logs().runs("default", pod, container);
        return runs.isEmpty() ? "" : Files.readString(runs.getFirst());
    }

    private static void eventually(ThrowingRunnable holds) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(holds);
    }
}
