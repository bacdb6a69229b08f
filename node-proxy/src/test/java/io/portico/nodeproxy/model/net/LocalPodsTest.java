package io.portico.nodeproxy.model.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portico.runtime.net.Cidr;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalPodsTest {
    @Test
    void ranges_alone_choose_ClusterCIDR_as_with_upstream_and_nothing_chooses_nothing() {
        assertThat(parse("", "10.244.0.0/16,fd44::/48", "", ""))
                .isEqualTo(new LocalPods.InCluster(List.of(
                        Cidr.parse("10.244.0.0/16").orElseThrow(),
                        Cidr.parse("fd44::/48").orElseThrow())));
        assertThat(parse("", "", "", "")).isEqualTo(new LocalPods.Unsaid());
        assertThat(parse("NodeCIDR", "", "", "")).isEqualTo(new LocalPods.OnNode());
        assertThat(parse("BridgeInterface", "", "cni0", "")).isEqualTo(new LocalPods.ByInterface("cni0"));
        assertThat(parse("InterfaceNamePrefix", "", "", "veth")).isEqualTo(new LocalPods.ByInterface("veth*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "nodecidr | - | - | - | detect-local-mode is \"nodecidr\"; write ClusterCIDR, NodeCIDR,",
                "ClusterCIDR | - | - | - | cluster-cidr is missing, which detect-local-mode ClusterCIDR needs;",
                "ClusterCIDR | 10.244 | - | - | cluster-cidr has \"10.244\", which is no range; write",
                "BridgeInterface | - | - | - | pod-bridge-interface is missing; write one to 15",
                "BridgeInterface | - | a b | - | pod-bridge-interface is \"a b\"; write one to 15",
                "BridgeInterface | - | veth* | - | pod-bridge-interface is \"veth*\"; write one to 15",
                "InterfaceNamePrefix | - | - | abcdefghijklmno | pod-interface-name-prefix is \"abcdefghijklmno\"; write one to 14",
                "NodeCIDR | 10.0.0.0/8 | - | - | cluster-cidr goes with detect-local-mode ClusterCIDR, which is NodeCIDR;",
                "- | - | cni0 | - | pod-bridge-interface goes with detect-local-mode BridgeInterface, which is not set;",
                "NodeCIDR | - | - | veth | pod-interface-name-prefix goes with detect-local-mode InterfaceNamePrefix,"
            })
    void a_choice_that_makes_no_sense_is_answered_by_what_to_write(
            String mode, String ranges, String bridge, String prefix, String sentence) {
        assertThatThrownBy(() -> parse(orEmpty(mode), orEmpty(ranges), orEmpty(bridge), orEmpty(prefix)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static LocalPods parse(String mode, String ranges, String bridge, String prefix) {
        return LocalPods.parse(
                said(mode), ranges.isEmpty() ? List.of() : List.of(ranges.split(",", -1)), said(bridge), said(prefix));
    }

    private static Optional<String> said(String text) {
        return Optional.of(text).filter(t -> !t.isEmpty());
    }
}
