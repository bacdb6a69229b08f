package io.portico.nodeproxy.model.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.layout.Ruleset;
import io.portico.nodeproxy.model.layout.TableLayout;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.nft.FakeNft;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.NftException;
import io.portico.runtime.net.Family;
import io.portico.testkit.Golden;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code src/test/resources/model/BEHAVIOUR.yaml} is a history: worlds, separated by lines {@code # then}. Beside
 * it lies what becomes of it on node-a: for each world the state, and the transaction that leads there from the one
 * before.
 */
class GoldenStateTest {
    private final KubernetesSerialization yaml = new KubernetesSerialization();

    static List<String> behaviours() {
        return Golden.behaviours("model");
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void a_history_leads_to_states_and_transactions(String behaviour) throws NftException {
        var text = new StringBuilder();
        var kernel = new FakeNft();
        var state = ProxyState.EMPTY;
        var rulesets = rulesets(state);
        for (var ruleset : rulesets) {
            kernel.apply(Transaction.replacing(ruleset.table()));
        }
        for (var world : Golden.read("model/" + behaviour + ".yaml").split("(?m)^# then\n", -1)) {
            state = ProxyState.of(read(world), state);
            text.append(text.isEmpty() ? "" : "\n# then\n").append(state);
            for (var i = 0; i < rulesets.size(); i++) {
                var next = rulesets.get(i).following(state);
                var transaction = next.since(rulesets.get(i));
                text.append(transaction.isEmpty() ? "" : "\n" + transaction);
                kernel.apply(transaction);
                assertThat(kernel.holds(next.table())).isTrue();
                rulesets.set(i, next);
            }
        }
        Golden.assertMatches("model/" + behaviour + ".txt", text.toString());
    }

    @Test
    void an_empty_world_has_rules_all_the_same() {
        Golden.assertMatches(
                "model/an_empty_world.txt",
                Transaction.replacing(rulesets(ProxyState.EMPTY).getFirst().table())
                        .toString());
    }

    private static List<Ruleset> rulesets(ProxyState state) {
        return Stream.of(Family.values())
                .map(family -> Ruleset.of(state, TableLayout.first(family, RuleSettings.DEFAULT)))
                .collect(Collectors.toList());
    }

    private World read(String manifests) {
        var world = Worlds.world();
        for (var manifest : manifests.split("(?m)^---\n", 0)) {
            if (manifest.isBlank()) {
                continue;
            }
            HasMetadata object = yaml.unmarshal(manifest);
            if (!(object instanceof Node || object instanceof ServiceCIDR)) {
                object.getMetadata().setNamespace("default");
            }
            switch (object) {
                case Service service -> world.with(service);
                case ServiceCIDR cidr ->
                    world.withServiceCidr(
                            cidr.getMetadata().getName(),
                            cidr.getSpec().getCidrs().toArray(String[]::new));
                case Node node -> world.with(node);
                case EndpointSlice slice -> world.with(slice);
                default -> throw new IllegalArgumentException(manifest);
            }
        }
        return world.on("node-a");
    }
}
