package io.portico.ingress.model.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.objects.World;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.runtime.values.NamespacedName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a change costs is what it touches: all else of a table is the very same object as before. */
class TranslationSharesWhatDidNotChangeTest {
    private static final int HOSTS = 2000;
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static World world = World.EMPTY;
    private static Translation before;

    @BeforeAll
    static void translate() {
        world = TestCluster.withClass(world);
        for (var i = 0; i < HOSTS; i++) {
            world = TestCluster.withService(world, "s" + i);
            world = TestCluster.withSlice(world, "s" + i, "10.0.%d.%d".formatted(i / 250, i % 250 + 1));
            world = TestCluster.withIngress(world, "i" + i, host(i), "s" + i);
            world = world.withSecret(
                    new NamespacedName("shop", "i" + i),
                    new CertificateSource.Broken("has no tls.key", java.util.Optional.empty()));
        }
        before = Translation.of(world, Settings.DEFAULT, NOW);
        assertThat(https(before).hosts().size()).isEqualTo(HOSTS);
    }

    @Test
    void an_equal_world_is_the_same_table() {
        assertThat(Translation.of(world, NOW.plusSeconds(1), before).table()).isSameAs(before.table());
    }

    @Test
    void of_two_thousand_hosts_one_is_made_anew_when_its_ingress_changes() {
        var after = Translation.of(TestCluster.withIngress(world, "i7", host(7), "s8"), NOW, before);
        assertThat(changedHosts(after)).containsExactly(host(7));
        assertThat(changedUpstreams(after)).containsExactly(key("s7"));
        assertThat(https(after).hosts().differences(https(before).hosts())).containsExactly(host(7));
        assertThat(after.table().certificates().hosts())
                .isSameAs(before.table().certificates().hosts());
        assertThat(after.problems().bySource()).isSameAs(before.problems().bySource());
    }

    @Test
    void an_ingress_that_asks_for_the_same_in_other_words_changes_nothing() {
        var facts = world.ingresses().get(new NamespacedName("shop", "i7"));
        assertThat(facts).isNotNull();
        var again = TestCluster.withIngress(world, "i7", host(7), "s7");
        assertThat(again.ingresses()).isNotSameAs(world.ingresses());
        assertThat(Translation.of(again, NOW, before).table()).isSameAs(before.table());
    }

    @Test
    void an_endpoint_that_changes_touches_no_route() {
        var after = Translation.of(TestCluster.withSlice(world, "s7", "10.1.0.1"), NOW, before);
        assertThat(https(after).hosts()).isSameAs(https(before).hosts());
        assertThat(changedUpstreams(after)).containsExactly(key("s7"));
        assertThat(after.table().certificates()).isSameAs(before.table().certificates());
    }

    @Test
    void a_secret_that_changes_touches_the_certificates_of_its_hosts_alone() {
        var after = Translation.of(
                world.withSecret(new NamespacedName("shop", "i7"), new CertificateSource.Missing(NOW)), NOW, before);
        assertThat(https(after).hosts()).isSameAs(https(before).hosts());
        assertThat(after.table().upstreams()).isSameAs(before.table().upstreams());
        assertThat(after.table()
                        .certificates()
                        .hosts()
                        .differences(before.table().certificates().hosts()))
                .containsExactly(host(7));
        assertThat(after.problems().bySource().differences(before.problems().bySource()))
                .extracting(Problems.Source::subject)
                .containsExactly("shop/i7");
    }

    @Test
    void a_class_that_changes_and_stays_ours_touches_nothing() {
        var after = Translation.of(TestCluster.with(world, """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: portico, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
                spec: {controller: portico.io/ingress-controller}
                """), NOW, before);
        assertThat(after.table()).isSameAs(before.table());
    }

    @Test
    void both_listeners_share_their_hosts() {
        var http = before.table().listener(Settings.DEFAULT.http());
        assertThat(http).isNotNull();
        assertThat(http.hosts()).isSameAs(https(before).hosts());
    }

    private static Set<String> changedHosts(Translation after) {
        var changed = new HashSet<String>();
        IntStream.range(0, HOSTS)
                .mapToObj(TranslationSharesWhatDidNotChangeTest::host)
                .filter(host ->
                        https(after).hosts().get(host) != https(before).hosts().get(host))
                .forEach(changed::add);
        return changed;
    }

    private static Set<UpstreamKey> changedUpstreams(Translation after) {
        return after.table().upstreams().differences(before.table().upstreams());
    }

    private static Listener https(Translation translation) {
        return java.util.Objects.requireNonNull(translation.table().listener(Settings.DEFAULT.https()));
    }

    private static UpstreamKey key(String service) {
        return new UpstreamKey(new NamespacedName("shop", service), "http");
    }

    private static String host(int number) {
        return "h" + number + ".example";
    }
}
