package io.portico.ingress.model.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.ObjectRef;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of networking.k8s.io/v1, with the cases of kubernetes-sigs/ingress-controller-conformance. */
class VirtualHostTest {
    private static final ObjectRef INGRESS = new ObjectRef("networking.k8s.io/v1", "Ingress", "test", "web", "");

    @ParameterizedTest
    @CsvSource({
        // rules, request, the rule that takes it
        "Exact /foo,            /foo,            Exact /foo",
        "Exact /foo,            /foo/,           -",
        "Exact /foo,            /FOO,            -",
        "Exact /foo/,           /foo,            -",
        "Exact /foo/,           /foo/,           Exact /foo/",
        "Prefix /,              /,               Prefix /",
        "Prefix /,              /any/thing,      Prefix /",
        "Prefix /foo,           /foo,            Prefix /foo",
        "Prefix /foo,           /foo/,           Prefix /foo",
        "Prefix /foo/,          /foo,            Prefix /foo/",
        "Prefix /foo/,          /foo/,           Prefix /foo/",
        "Prefix /aaa/bb,        /aaa/bbb,        -",
        "Prefix /aaa/bbb,       /aaa/bbb,        Prefix /aaa/bbb",
        "Prefix /aaa/bbb/,      /aaa/bbb,        Prefix /aaa/bbb/",
        "Prefix /aaa/bbb,       /aaa/bbb/,       Prefix /aaa/bbb",
        "Prefix /aaa/bbb,       /aaa/bbb/ccc,    Prefix /aaa/bbb",
        "Prefix /aaa/bbb,       /aaa/bbbxyz,     -",
        "Prefix /aaa/bbb,       /AAA/BBB,        -",
        "Prefix / Prefix /aaa,  /aaa/ccc,        Prefix /aaa",
        "Prefix / Prefix /aaa,  /aaaccc,         Prefix /",
        "Prefix /aaa Prefix /aaa/bbb, /aaa/bbb/c, Prefix /aaa/bbb",
        "Prefix /aaa Prefix /aaa/bbb, /aaa/bbc,  Prefix /aaa",
        "Prefix /foo Exact /foo, /foo,           Exact /foo",
        "Prefix /foo Exact /foo, /foo/,          Prefix /foo",
        "Prefix /foo/ Exact /foo, /foo,          Exact /foo",
        "Prefix / Exact /foo/bar, /foo/bar,      Exact /foo/bar",
        "Prefix /aaa,           /ccc,            -",
    })
    void the_longest_path_wins_then_exact(String rules, String request, String expected) {
        var words = rules.split(" ", -1);
        var routes = new java.util.ArrayList<Route>();
        for (var i = 0; i < words.length; i += 2) {
            routes.add(route(
                    words[i].equals("Exact") ? new PathMatch.Exact(words[i + 1]) : new PathMatch.Prefix(words[i + 1])));
        }
        var taken = new VirtualHost(routes).route(get(request));
        assertThat(taken == null ? "-" : taken.match().toString()).isEqualTo(expected);
    }

    @Test
    void of_routes_for_one_path_the_more_demanding_is_asked_first_and_then_the_shorter_path() {
        var canary = route(new RouteMatch(
                new PathMatch.Prefix("/api"),
                Optional.of("GET"),
                List.of(new RouteMatch.Field("x-canary", "always")),
                List.of()));
        var tried = route(new RouteMatch(
                new PathMatch.Prefix("/api"), Optional.empty(), List.of(), List.of(new RouteMatch.Field("try", "1"))));
        var plain = route(new PathMatch.Prefix("/"));
        var host = new VirtualHost(List.of(plain, tried, canary));
        assertThat(host.route(get("/api/x"))).isEqualTo(plain);
        assertThat(host.route(new Head("a.example", "/api/x", "GET", Map.of("x-canary", "always"), Map.of())))
                .isEqualTo(canary);
        assertThat(host.route(new Head("a.example", "/api/x", "POST", Map.of("x-canary", "always"), Map.of())))
                .isEqualTo(plain);
        assertThat(host.route(new Head("a.example", "/api/x", "GET", Map.of("x-canary", "always"), Map.of("try", "1"))))
                .isEqualTo(canary);
        assertThat(host.route(new Head("a.example", "/api", "GET", Map.of(), Map.of("try", "1"))))
                .isEqualTo(tried);
    }

    @Test
    void of_equal_matches_the_earlier_counts() {
        var first = Route.to(new RouteId(INGRESS, "first"), new PathMatch.Prefix("/"), List.of(), key("b"));
        var second = Route.to(new RouteId(INGRESS, "second"), new PathMatch.Prefix("/"), List.of(), key("b"));
        assertThat(new VirtualHost(List.of(first, second)).route(get("/x"))).isEqualTo(first);
        assertThat(new VirtualHost(List.of(second, first)).route(get("/x"))).isEqualTo(second);
    }

    @Test
    void a_path_of_many_elements_is_found_as_well() {
        var host = new VirtualHost(List.of(route(new PathMatch.Prefix("/")), route(new PathMatch.Prefix("/a/a"))));
        assertThat(path(host.route(get("/a".repeat(4000))))).isEqualTo("/a/a");
        assertThat(path(host.route(get("/ab/a".repeat(4000))))).isEqualTo("/");
        assertThat(path(host.route(get("/".repeat(4000))))).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        "foo.example,     exact",
        "a.foo.example,   wildcard",
        "b.foo.example,   exact of b",
        "a.b.foo.example, any",
        "example,         any",
        "'',              any",
    })
    void an_exact_host_goes_before_a_wildcard_of_one_label_before_rules_without_host(String host, String expected) {
        PersistentMap<String, VirtualHost> hosts = PersistentMap.empty();
        hosts = hosts.with("foo.example", only("exact"))
                .with("b.foo.example", only("exact of b"))
                .with("*.foo.example", only("wildcard"))
                .with("", only("any"));
        var listener = new Listener(
                new Listener.Key(Entry.NODE, 80, Listener.Protocol.HTTP), hosts, Optional.empty(), Optional.empty());
        var route = listener.route(new Head(host, "/x", "GET", Map.of(), Map.of()));
        assertThat(route == null ? "-" : route.id().rule()).isEqualTo(expected);
        assertThat(listener.route(new Head(host, "/y", "GET", Map.of(), Map.of())))
                .isNull();
    }

    private record Head(
            String host, String path, String method, Map<String, String> headers, Map<String, String> parameters)
            implements RequestHead {
        @Override
        public String uri() {
            return path;
        }

        @Override
        public boolean secure() {
            return false;
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public @Nullable String query(String name) {
            return parameters.get(name);
        }
    }

    private static Head get(String path) {
        return new Head("a.example", path, "GET", Map.of(), Map.of());
    }

    private static String path(@Nullable Route route) {
        return route == null ? "-" : route.match().path().path();
    }

    private static VirtualHost only(String rule) {
        return new VirtualHost(
                List.of(Route.to(new RouteId(INGRESS, rule), new PathMatch.Prefix("/x"), List.of(), key("b"))));
    }

    private static Route route(PathMatch path) {
        return route(RouteMatch.of(path));
    }

    private static Route route(RouteMatch match) {
        return new Route(new RouteId(INGRESS, "spec"), match, List.of(), List.of(new WeightedUpstream(key("b"), 1)));
    }

    private static UpstreamKey key(String service) {
        return new UpstreamKey(new NamespacedName("test", service), "80");
    }
}
