package io.portico.nodeproxy.model.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.net.Address;
import io.portico.testkit.Golden;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code src/test/resources/explain/BEHAVIOUR.yaml} is a world with questions in lines {@code # ask}, beside it
 * what is answered on node-a, which is 172.31.0.11. Those whose names begin with {@code relay} are answered by relay
 * mode.
 */
class ExplanationTest {
    private static final Set<Address> OWN = Stream.of("127.0.0.1", "172.31.0.11", "fd31::b")
            .map(text -> Address.parse(text).orElseThrow())
            .collect(Collectors.toSet());

    private final KubernetesSerialization yaml = new KubernetesSerialization();

    static List<String> behaviours() {
        return Golden.behaviours("explain");
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void a_world_and_a_question_lead_to_an_explanation(String behaviour) {
        var text = Golden.read("explain/" + behaviour + ".yaml");
        var world = read(text);
        var state = ProxyState.of(world, ProxyState.EMPTY);
        var answers = new StringBuilder();
        for (var line : text.lines().filter(l -> l.startsWith("# ask ")).toList()) {
            var question = question(line.substring("# ask ".length()));
            var explanation = behaviour.startsWith("relay")
                    ? Explanation.bySockets(question, world, state, OWN, "")
                    : Explanation.byRules(
                            question,
                            world,
                            state,
                            InForce.of(
                                    Ruleset.of(
                                                    state,
                                                    TableLayout.first(
                                                            question.address().family(), RuleSettings.DEFAULT))
                                            .table(),
                                    state.ports()),
                            RuleSettings.DEFAULT.localPods(),
                            OWN);
            answers.append(answers.isEmpty() ? "" : "\n")
                    .append(line)
                    .append('\n')
                    .append(explanation);
        }
        Golden.assertMatches("explain/" + behaviour + ".txt", answers.toString());
    }

    @Test
    void a_question_that_makes_no_sense_is_answered_by_what_to_write() {
        assertThatThrownBy(() -> Question.parse(null, "80", null, null))
                .hasMessage("ip is missing; write for instance ip=10.96.0.10");
        assertThatThrownBy(() -> Question.parse("web.default", "80", null, null))
                .hasMessage("ip is \"web.default\"; write an IP address such as 10.96.0.10 or fd96::10");
        assertThatThrownBy(() -> Question.parse("10.96.0.10", "http", null, null))
                .hasMessage("port is \"http\"; write a number from 1 to 65535");
        assertThatThrownBy(() -> Question.parse("10.96.0.10", "80", "icmp", null))
                .hasMessage("proto is \"icmp\"; write tcp, udp or sctp");
        assertThatThrownBy(() -> Question.parse("10.96.0.10", "80", null, "mars"))
                .hasMessage("from is \"mars\"; write an IP address, or outside, pod or node");
        assertThatThrownBy(() -> Question.parse("10.96.0.10", "80", null, "fd00::1"))
                .hasMessage("from is \"fd00::1\"; write an IPv4 address, as ip is one");
        assertThat(Question.parse("10.96.0.10", "80", "UDP", "pod").toString()).isEqualTo("10.96.0.10:80/udp");
    }

    private static Question question(String text) {
        Map<String, String> parameters = new HashMap<>();
        for (var word : text.split(" ", -1)) {
            parameters.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
        }
        return Question.parse(
                parameters.get("ip"), parameters.get("port"), parameters.get("proto"), parameters.get("from"));
    }

    private World read(String manifests) {
        var world = Worlds.world();
        for (var manifest : manifests.split("(?m)^---\n", 0)) {
            HasMetadata object = yaml.unmarshal(manifest);
            if (!(object instanceof Node)) {
                object.getMetadata().setNamespace("shop");
            }
            switch (object) {
                case Service service -> world.with(service);
                case Node node -> world.with(node);
                case EndpointSlice slice -> world.with(slice);
                default -> throw new IllegalArgumentException(manifest);
            }
        }
        return world.on("node-a");
    }
}
