package io.portico.ingress.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
            routes.add(route(words[i].equals("Exact") ? Route.Match.EXACT : Route.Match.PREFIX, words[i + 1]));
        }
        var taken = new VirtualHost(routes).route(request);
        assertThat(taken == null ? "-" : taken.match() + " " + taken.path()).isEqualTo(expected);
    }

    @Test
    void a_default_backend_takes_what_is_left_over() {
        var host = new VirtualHost(List.of(route(Route.Match.PREFIX, "/api"), route(Route.Match.DEFAULT, "/")));
        assertThat(host.route("/api/x")).extracting(Route::match).isEqualTo(Route.Match.PREFIX);
        assertThat(host.route("/other")).extracting(Route::match).isEqualTo(Route.Match.DEFAULT);
        assertThat(host.route("/")).extracting(Route::match).isEqualTo(Route.Match.DEFAULT);
    }

    @Test
    void a_path_of_many_elements_is_found_as_well() {
        var host = new VirtualHost(List.of(route(Route.Match.PREFIX, "/"), route(Route.Match.PREFIX, "/a/a")));
        assertThat(host.route("/a".repeat(4000))).extracting(Route::path).isEqualTo("/a/a");
        assertThat(host.route("/ab/a".repeat(4000))).extracting(Route::path).isEqualTo("/");
        assertThat(host.route("/".repeat(4000))).extracting(Route::path).isEqualTo("/");
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
        var table = new RoutingTable(
                Map.of(
                        "foo.example", only("/x", "exact"),
                        "b.foo.example", only("/x", "exact of b"),
                        "*.foo.example", only("/x", "wildcard"),
                        "", only("/x", "any")),
                new Backend("default", List.of()),
                Certificates.NONE,
                List.of());
        var route = table.route(host, "/x");
        assertThat(route == null ? "-" : route.backend().name()).isEqualTo(expected);
        assertThat(table.route(host, "/y")).isNull();
    }

    private static VirtualHost only(String path, String backend) {
        return new VirtualHost(
                List.of(new Route(path, Route.Match.PREFIX, INGRESS, new Backend(backend, List.of()), false)));
    }

    private static Route route(Route.Match match, String path) {
        return new Route(path, match, INGRESS, new Backend("b", Arrays.asList()), false);
    }
}
