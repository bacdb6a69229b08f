package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.portico.testkit.Commands;
import io.portico.testkit.Golden;
import io.portico.testkit.KubeApi;
import io.portico.testkit.KubeBinaries;
import io.portico.testkit.Requires;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartTest {
    private static final Path CHART = Chart.DIRECTORY;
    private static final Path QUICKSTART = Path.of("quickstart.yaml");
    private static final String HEADER = """
            # Portico, as the Helm chart in deploy/helm/portico renders it. Written by the build: change the chart, then run
            # ./mvnw -pl deploy -am verify -Dgolden.update=true
            """;

    @Test
    void the_quickstart_is_what_the_chart_renders() {
        var rendered = HEADER + render(chart -> chart.set("namespace.create", true));
        Golden.assertMatches(QUICKSTART, rendered);
    }

    @Test
    void lint_finds_nothing() {
        var result = new Helm(CHART).lint().strict().quiet().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void a_value_that_does_not_exist_is_refused_by_name() {
        assertThatThrownBy(() -> render(chart -> chart.set("ingressController.httpPrt", 80)))
                .hasMessageContaining("httpPrt");
    }

    @Test
    void a_port_out_of_range_is_refused_by_name() {
        assertThatThrownBy(() -> render(chart -> chart.set("ingressController.httpPort", 70000)))
                .hasMessageContaining("httpPort");
    }

    @Test
    void nobody_may_do_everything_and_only_the_ingress_and_the_certificate_side_see_secrets() {
        var objects = objects(render(UnaryOperator.identity()));
        assertThat(rules(objects, "")).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.getVerbs()).doesNotContain("*");
            assertThat(rule.getResources()).doesNotContain("*");
            assertThat(rule.getApiGroups()).doesNotContain("*");
        });
        for (var service : List.of("endpoints-controller", "node-proxy", "default-backend")) {
            assertThat(rules(objects, "portico-" + service))
                    .as(service)
                    .noneMatch(rule -> rule.getResources().contains("secrets"));
        }
        assertThat(rules(objects, "portico-ingress-controller"))
                .filteredOn(rule -> rule.getResources().contains("secrets"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getVerbs()).containsExactly("list", "watch"));
    }

    @Test
    void whose_slices_are_taken_over_reaches_endpoints_controller() {
        var rendered = render(chart -> chart.set("endpointsController.managedBy", "endpointslice-controller.k8s.io")
                .set("endpointsController.previousManagedBy[0]", "old.example.com")
                .set("endpointsController.previousManagedBy[1]", "older.example.com"));
        assertThat(Chart.environments(rendered).get("endpoints-controller"))
                .containsEntry("PORTICO_ENDPOINTS_MANAGED_BY", "endpointslice-controller.k8s.io")
                .containsEntry("PORTICO_ENDPOINTS_TAKEOVER", "auto")
                .containsEntry("PORTICO_ENDPOINTS_PREVIOUS_MANAGED_BY", "old.example.com,older.example.com");
        assertThatThrownBy(() ->
                        render(chart -> chart.set("endpointsController.managedBy", "endpointslice-controller.k8s.io")
                                .set("endpointsController.takeover", "report")))
                .hasMessageContaining("write adopt");
        assertThatThrownBy(() -> render(chart -> chart.set("endpointsController.managedBy", "us & them")))
                .hasMessageContaining("managedBy");
    }

    @Test
    void what_is_chosen_about_rules_reaches_node_proxy() {
        var rendered = render(chart -> chart.set("nodeProxy.clusterCIDR[0]", "10.244.0.0/16")
                .set("nodeProxy.clusterCIDR[1]", "fd44::/48")
                .set("nodeProxy.detectLocalMode", "ClusterCIDR")
                .set("nodeProxy.nodePortAddresses[0]", "primary")
                .set("nodeProxy.masqueradeAll", true));
        assertThat(environment(rendered))
                .containsEntry("PORTICO_NODE_PROXY_CLUSTER_CIDR", "10.244.0.0/16,fd44::/48")
                .containsEntry("PORTICO_NODE_PROXY_DETECT_LOCAL_MODE", "ClusterCIDR")
                .containsEntry("PORTICO_NODE_PROXY_NODE_PORT_ADDRESSES", "primary")
                .containsEntry("PORTICO_NODE_PROXY_MASQUERADE_ALL", "true");
        assertThat(environment(render(chart -> chart.set("nodeProxy.podInterfaceNamePrefix", "veth")
                        .set("nodeProxy.detectLocalMode", "InterfaceNamePrefix"))))
                .containsEntry("PORTICO_NODE_PROXY_POD_INTERFACE_NAME_PREFIX", "veth");
        assertThatThrownBy(() -> render(chart -> chart.set("nodeProxy.detectLocalMode", "Guess")))
                .hasMessageContaining("detectLocalMode");
    }

    @Test
    void in_relay_mode_node_proxy_has_no_right_on_its_node_but_the_network() {
        var rendered = render(chart -> chart.set("nodeProxy.mode", "relay"));
        assertThat(rendered).doesNotContain("NET_ADMIN");
        var pod = nodeProxy(rendered);
        assertThat(pod.getHostNetwork()).isTrue();
        assertThat(pod.getInitContainers()).isEmpty();
        var context = pod.getContainers().getFirst().getSecurityContext();
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
    }

    @Test
    void a_privileged_container_sets_the_kernel_s_settings_before_node_proxy_starts_unless_nobody_shall() {
        var pod = nodeProxy(render(chart -> chart.set("nodeProxy.conntrack.tcpCloseWaitTimeout", "90m")));
        var proxy = pod.getContainers().getFirst();
        assertThat(pod.getInitContainers()).singleElement().satisfies(container -> {
            assertThat(container.getArgs()).containsExactly("sysctls");
            assertThat(container.getSecurityContext().getPrivileged()).isTrue();
            assertThat(container.getImage()).isEqualTo(proxy.getImage());
            // The proxy compares with what was written.
            assertThat(container.getEnv()).isEqualTo(proxy.getEnv());
        });
        assertThat(proxy.getEnv())
                .filteredOn(
                        variable -> variable.getName().equals("PORTICO_NODE_PROXY_CONNTRACK_TCP_CLOSE_WAIT_TIMEOUT"))
                .singleElement()
                .satisfies(variable -> assertThat(variable.getValue()).isEqualTo("90m"));
        assertThat(proxy.getSecurityContext().getPrivileged()).isFalse();

        assertThat(nodeProxy(render(chart -> chart.set("nodeProxy.sysctls", "none")))
                        .getInitContainers())
                .isEmpty();
        assertThatThrownBy(() -> render(chart -> chart.set("nodeProxy.sysctls", "always")))
                .hasMessageContaining("sysctls");
        assertThatThrownBy(() -> render(chart -> chart.set("nodeProxy.conntrack.udpTimeout", "500ms")))
                .hasMessageContaining("udpTimeout");
    }

    @Test
    void with_namespaces_named_the_ingress_controller_sees_only_their_secrets() {
        var objects = objects(render(chart -> chart.set("ingressController.namespaces[0]", "shop")));
        var secretRoles = objects.stream()
                .filter(object ->
                        rules(object).anyMatch(rule -> rule.getResources().contains("secrets")))
                .filter(object -> object.getMetadata().getName().startsWith("portico-ingress"))
                .toList();
        assertThat(secretRoles).singleElement().satisfies(role -> {
            assertThat(role).isInstanceOf(Role.class);
            assertThat(role.getMetadata().getNamespace()).isEqualTo("shop");
        });
    }

    @Test
    @Requires(Requires.Need.KUBE_API)
    void the_api_server_takes_every_object_without_a_warning(@TempDir Path directory) {
        var api = KubeApi.shared();
        var kubectl = List.of(
                "env",
                "KUBECACHEDIR=" + directory.resolve("cache"),
                KubeBinaries.find().orElseThrow().executable("kubectl").toString(),
                "--server=" + api.url(),
                "--certificate-authority=" + api.caCertificate(),
                "--token=" + api.adminToken());
        var apply = Commands.run(Stream.concat(
                        kubectl.stream(),
                        Stream.of("apply", "--server-side", "--validate=strict", "-f", QUICKSTART.toString()))
                .toList());
        assertThat(apply.lines()).allMatch(line -> line.endsWith("serverside-applied"));
        assertThat(api.admin()
                        .apps()
                        .daemonSets()
                        .inNamespace("portico-system")
                        .list()
                        .getItems())
                .extracting(object -> object.getMetadata().getName())
                .containsExactlyInAnyOrder("portico-node-proxy", "portico-ingress-controller");
    }

    private static String render(UnaryOperator<TemplateCommand> values) {
        return values.apply(new Helm(CHART)
                        .template()
                        .withName("portico")
                        .withNamespace("portico-system")
                        .withKubeVersion("1.36.3"))
                .call();
    }

    /** Of node-proxy. */
    private static Map<String, String> environment(String manifest) {
        return Objects.requireNonNull(Chart.environments(manifest).get("node-proxy"));
    }

    private static PodSpec nodeProxy(String manifest) {
        return objects(manifest).stream()
                .filter(DaemonSet.class::isInstance)
                .filter(object -> object.getMetadata().getName().equals("portico-node-proxy"))
                .map(object -> ((DaemonSet) object).getSpec().getTemplate().getSpec())
                .findFirst()
                .orElseThrow();
    }

    private static List<HasMetadata> objects(String manifest) {
        return Chart.objects(manifest).toList();
    }

    /** The rules of every Role and ClusterRole whose name starts so. */
    private static List<PolicyRule> rules(Collection<HasMetadata> objects, String prefix) {
        return objects.stream()
                .filter(object -> object.getMetadata().getName().startsWith(prefix))
                .flatMap(ChartTest::rules)
                .toList();
    }

    private static Stream<PolicyRule> rules(HasMetadata object) {
        return switch (object) {
            case ClusterRole role -> role.getRules().stream();
            case Role role -> role.getRules().stream();
            default -> Stream.empty();
        };
    }
}
