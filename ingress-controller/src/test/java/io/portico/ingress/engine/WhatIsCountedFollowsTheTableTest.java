package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.ingress.metrics.IngressMetrics;
import io.portico.ingress.model.routing.Endpoint;
import io.portico.ingress.model.routing.Entry;
import io.portico.ingress.model.routing.Listener;
import io.portico.ingress.model.routing.PathMatch;
import io.portico.ingress.model.routing.Route;
import io.portico.ingress.model.routing.RouteId;
import io.portico.ingress.model.routing.RoutingTable;
import io.portico.ingress.model.routing.Upstream;
import io.portico.ingress.model.routing.UpstreamKey;
import io.portico.ingress.model.routing.UpstreamPolicy;
import io.portico.ingress.model.routing.VirtualHost;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The load of endpoints and the series of Ingresses live as long as a table has them, whatever the order of changes.
 */
class WhatIsCountedFollowsTheTableTest {
    private static final Endpoint ONE = new Endpoint("10.0.0.1", 80);
    private static final Endpoint TWO = new Endpoint("10.0.0.2", 80);

    @Test
    void the_load_of_an_endpoint_outlives_changes_as_long_as_any_upstream_has_it() {
        var selector = new UpstreamSelector();
        var both = upstreams(upstream("a", ONE), upstream("b", ONE, TWO));
        assertThat(selector.keep(both)).isEmpty();
        var load = selector.pick(List.of(ONE), List.of());
        assertThat(load).isNotNull();
        load.acquire();

        var moved = upstreams(upstream("b", ONE));
        assertThat(selector.keep(moved))
                .extracting(UpstreamSelector.Load::endpoint)
                .containsExactly(TWO);
        assertThat(selector.pick(List.of(ONE), List.of())).isSameAs(load);
        assertThat(selector.keep(upstreams(upstream("b", TWO), upstream("c", ONE))))
                .isEmpty();
        assertThat(selector.pick(List.of(ONE), List.of())).isSameAs(load);

        assertThat(selector.keep(upstreams(upstream("b", TWO)))).containsExactly(load);
        assertThat(load.isGone()).isTrue();
        assertThat(selector.known()).isEqualTo(1);
        assertThat(selector.pick(List.of(ONE), List.of())).isNotSameAs(load);
    }

    @Test
    void an_endpoint_with_less_to_do_is_picked_and_one_that_was_tried_is_not() {
        var selector = new UpstreamSelector();
        assertThat(selector.keep(upstreams(upstream("a", ONE, TWO)))).isEmpty();
        var busy = selector.pick(List.of(ONE), List.of());
        assertThat(busy).isNotNull();
        busy.acquire();
        for (var i = 0; i < 20; i++) {
            assertThat(selector.pick(List.of(ONE, TWO), List.of())).isNotSameAs(busy);
            assertThat(selector.pick(List.of(ONE, TWO), List.of(busy)))
                    .extracting(UpstreamSelector.Load::endpoint)
                    .isEqualTo(TWO);
        }
        assertThat(selector.pick(List.of(ONE), List.of(busy))).isNull();
        assertThat(selector.pick(List.of(), List.of())).isNull();
    }

    @Test
    void the_series_of_an_ingress_go_with_its_last_route() {
        var registry = new SimpleMeterRegistry();
        var metrics = new RequestMetrics(registry);
        var web = host(route("web"));
        metrics.keep(table(hosts("a.example", web).with("b.example", web)));
        metrics.begin(web.routes().getFirst()).end(200);
        assertThat(metrics.active()).isZero();

        metrics.keep(table(hosts("b.example", host(route("web"), route("api")))));
        assertThat(series(registry)).isEqualTo(1);
        metrics.keep(table(hosts("c.example", host(route("web")))));
        assertThat(series(registry)).isEqualTo(1);
        metrics.keep(table(hosts("c.example", host(route("api")))));
        assertThat(series(registry)).isZero();
    }

    @Test
    void a_request_ends_once() {
        var metrics = new RequestMetrics(new SimpleMeterRegistry());
        var measurement = metrics.begin(null);
        assertThat(metrics.active()).isEqualTo(1);
        assertThat(measurement.end(200)).isTrue();
        assertThat(measurement.end(200)).isFalse();
        assertThat(metrics.active()).isZero();
    }

    private static int series(SimpleMeterRegistry registry) {
        return registry.find(IngressMetrics.REQUEST_DURATION.name())
                .tag("ingress", "web")
                .timers()
                .size();
    }

    private static Upstream upstream(String service, Endpoint... endpoints) {
        return new Upstream(key(service), Upstream.Protocol.HTTP, UpstreamPolicy.DEFAULT, List.of(endpoints));
    }

    private static UpstreamKey key(String service) {
        return new UpstreamKey(new NamespacedName("test", service), "80");
    }

    private static PersistentMap<UpstreamKey, Upstream> upstreams(Upstream... all) {
        PersistentMap<UpstreamKey, Upstream> upstreams = PersistentMap.empty();
        for (var upstream : all) {
            upstreams = upstreams.with(upstream.key(), upstream);
        }
        return upstreams;
    }

    private static PersistentMap<String, VirtualHost> hosts(String name, VirtualHost host) {
        return PersistentMap.<String, VirtualHost>empty().with(name, host);
    }

    private static VirtualHost host(Route... routes) {
        return new VirtualHost(List.of(routes));
    }

    private static Route route(String ingress) {
        return Route.to(
                new RouteId(new ObjectRef("networking.k8s.io/v1", "Ingress", "test", ingress, ""), "spec"),
                new PathMatch.Prefix("/" + ingress),
                List.of(),
                key("a"));
    }

    private static RoutingTable table(PersistentMap<String, VirtualHost> hosts) {
        return RoutingTable.of(
                List.of(new Listener(
                        new Listener.Key(Entry.NODE, 80, Listener.Protocol.HTTP),
                        hosts,
                        Optional.empty(),
                        Optional.empty())),
                PersistentMap.empty());
    }
}
