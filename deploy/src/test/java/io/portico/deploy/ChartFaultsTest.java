package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that would render and then not work. */
class ChartFaultsTest {
    @ParameterizedTest
    @MethodSource
    void what_cannot_work_is_refused_in_a_sentence(Map<String, ?> values, String sentence) {
        assertThatThrownBy(() -> Chart.render(values)).hasMessageContaining(sentence);
    }

    static Stream<Arguments> what_cannot_work_is_refused_in_a_sentence() {
        return Stream.of(
                refused(
                        Map.of("ingressController.managementPort", 9001),
                        "ingressController.managementPort and nodeProxy.managementPort are both 9001"),
                refused(
                        Map.of("nodeProxy.managementPort", 443),
                        "ingressController.httpsPort and nodeProxy.managementPort are both 443"),
                refused(
                        Map.of("nodeProxy.healthzPort", 80),
                        "ingressController.httpPort and nodeProxy.healthzPort are both 80"),
                refused(
                        Map.of("ingressController.httpPort", 443),
                        "ingressController.httpPort and ingressController.httpsPort are both 443"),
                refused(
                        Map.of("defaultBackend.managementPort", 8080),
                        "defaultBackend.port and defaultBackend.managementPort are both 8080"),
                refused(
                        Map.of("nodeProxy.detectLocalMode", "ClusterCIDR"),
                        "nodeProxy.clusterCIDR is empty, which nodeProxy.detectLocalMode ClusterCIDR needs"),
                refused(
                        Map.of("nodeProxy.detectLocalMode", "BridgeInterface"),
                        "nodeProxy.podBridgeInterface is empty, which nodeProxy.detectLocalMode BridgeInterface needs"),
                refused(
                        Map.of("nodeProxy.podInterfaceNamePrefix", "veth"),
                        "nodeProxy.podInterfaceNamePrefix goes with nodeProxy.detectLocalMode InterfaceNamePrefix, which"
                                + " is empty"),
                refused(
                        Map.of("nodeProxy.detectLocalMode", "NodeCIDR", "nodeProxy.clusterCIDR", List.of("10.0.0.0/8")),
                        "nodeProxy.clusterCIDR goes with nodeProxy.detectLocalMode ClusterCIDR, which is NodeCIDR"),
                refused(
                        Map.of("nodeProxy.clusterCIDR", List.of("10.244.0.0/16", "10.0.0.0/33")),
                        "nodeProxy.clusterCIDR has \"10.0.0.0/33\", which is no range"),
                refused(
                        Map.of("nodeProxy.clusterCIDR", List.of("fd44::/129")),
                        "nodeProxy.clusterCIDR has \"fd44::/129\", which is no range"),
                refused(
                        Map.of("nodeProxy.nodePortAddresses", List.of("192.0.2.256/24")),
                        "nodeProxy.nodePortAddresses has \"192.0.2.256/24\", which is no range"),
                refused(
                        Map.of("nodeProxy.nodePortAddresses", List.of("primary", "192.0.2.0/24")),
                        "nodeProxy.nodePortAddresses has \"primary\", which is no range"),
                refused(
                        Map.of("ingressController.trustedProxies", List.of("10.0.0.0/33")),
                        "ingressController.trustedProxies has \"10.0.0.0/33\", which is no range"),
                refused(
                        Map.of("ingressController.proxyProtocol", true),
                        "ingressController.proxyProtocol is true, and no proxy is trusted"),
                refused(
                        Map.of(
                                "ingressController.proxyProtocol",
                                true,
                                "ingressController.trustedProxies",
                                List.of("10.0.0.0/8"),
                                "ingressController.engine",
                                "vertx"),
                        "ingressController.proxyProtocol is true, which the engine vertx does not read"),
                refused(Map.of("nodeProxy.healthzHost", "localhost"), "nodeProxy.healthzHost is \"localhost\""),
                refused(
                        Map.of("nodeProxy.quiet", "1s", "nodeProxy.most", "999ms"),
                        "nodeProxy.most is 999ms, which is shorter than nodeProxy.quiet, 1s"),
                refused(Map.of("nodeProxy.commandTimeout", "0s"), "nodeProxy/commandTimeout"),
                refused(Map.of("nodeProxy.checkEvery", "-1s"), "nodeProxy/checkEvery"),
                refused(Map.of("nodeProxy.masqueradeBit", 32), "nodeProxy/masqueradeBit"),
                refused(
                        Map.of("endpointsController.loadBalancer.nodePortRange", "32767-30000"),
                        "endpointsController.loadBalancer.nodePortRange has \"32767-30000\""),
                refused(
                        Map.of("endpointsController.loadBalancer.guardedPorts", List.of("22", "70000")),
                        "endpointsController.loadBalancer.guardedPorts has \"70000\""),
                refused(Map.of("endpointsController.batchPeriod", "61s"), "endpointsController/batchPeriod"),
                refused(
                        Map.of("ingressController.publishAddresses", List.of("https://lb.example.com")),
                        "ingressController.publishAddresses has \"https://lb.example.com\"; write an address or a host"),
                refused(
                        Map.of("ingressController.publishAddresses", List.of("10.0.0.300")),
                        "ingressController.publishAddresses has \"10.0.0.300\""),
                refused(
                        Map.of("apiServer.host", "https://192.0.2.10:6443"),
                        "apiServer.host has \"https://192.0.2.10:6443\""),
                refused(
                        Map.of("ingressController.defaultCertificate", "wildcard-tls"),
                        "ingressController.defaultCertificate is \"wildcard-tls\"; write the Secret as namespace/name"),
                refused(
                        Map.of(
                                "ingressController.defaultCertificate",
                                "edge/wildcard-tls",
                                "ingressController.namespaces",
                                List.of("shop")),
                        "ingressController.defaultCertificate is in namespace edge, whose Secrets it may not read"));
    }

    @Test
    void all_of_them_are_said_at_once() {
        assertThatThrownBy(() -> Chart.render(Map.of(
                        "nodeProxy.healthzPort",
                        80,
                        "apiServer.host",
                        "https://a",
                        "nodeProxy.clusterCIDR",
                        List.of("10.0.0.0/33"))))
                .hasMessageContaining("both 80")
                .hasMessageContaining("https://a")
                .hasMessageContaining("10.0.0.0/33");
    }

    @Test
    void what_works_is_taken() {
        assertThatCode(() -> Chart.render(Map.of(
                        "nodeProxy.healthzPort",
                        0,
                        "nodeProxy.clusterCIDR",
                        List.of("10.244.0.0/16", "fd44::/48", "::ffff:0:0/96", "0.0.0.0/0"),
                        "nodeProxy.healthzHost",
                        "::1",
                        "ingressController.publishAddresses",
                        List.of("192.0.2.1", "2001:db8::1", "lb-1.example.com"),
                        "ingressController.defaultCertificate",
                        "shop/wildcard-tls",
                        "ingressController.namespaces",
                        List.of("shop"))))
                .doesNotThrowAnyException();
    }

    @Test
    void requests_may_run_for_as_long_as_the_pod_may_take_to_end() {
        assertThat(ingress(Map.of("ingressController.terminationGracePeriodSeconds", 120)))
                .containsEntry("PORTICO_INGRESS_DRAIN_TIMEOUT", "115s");
    }

    @Test
    void redirects_name_the_https_port_unless_clients_see_another() {
        assertThat(ingress(Map.of("ingressController.httpsPort", 8443)))
                .containsEntry("PORTICO_INGRESS_REDIRECT_PORT", "8443");
        assertThat(ingress(Map.of("ingressController.httpsPort", 8443, "ingressController.redirectPort", 443)))
                .containsEntry("PORTICO_INGRESS_REDIRECT_PORT", "443");
    }

    private static Arguments refused(Map<String, ?> values, String sentence) {
        return Arguments.of(values, sentence);
    }

    private static Map<String, String> ingress(Map<String, ?> values) {
        return Chart.environments(Chart.render(values)).getOrDefault("ingress-controller", Map.of());
    }
}
