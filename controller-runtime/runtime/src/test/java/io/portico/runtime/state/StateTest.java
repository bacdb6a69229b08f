package io.portico.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.WatchLog;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class StateTest {
    /** What YAML has a meaning for, line ends of all kinds, what cannot be printed, what has two code units. */
    private static final String[] ATOMS = {
        "a",
        "true",
        "null",
        "12",
        "0x1f",
        ": ",
        " #",
        "- ",
        "? ",
        "*",
        "&",
        "!",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@",
        "`",
        "{",
        "}",
        "[",
        "]",
        ",",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u0000",
        "\u001b[31m",
        "\u0085",
        "\u2028",
        "\ufeff",
        "é",
        "😀",
        "---",
        "...",
        "\\",
        "~",
        "=",
        "<<",
        "2026-01-01"
    };

    @Test
    void the_page_reads_well() {
        var model = new LinkedHashMap<String, Object>();
        model.put("hosts", Map.of("*.shop.example", List.of("Prefix / -> shop/web:80 [10.244.1.2:8080]")));
        model.put("ports", "shop/web:http\n  10.96.0.1:80\n");
        model.put("empty", List.of());
        var problems = List.of(
                new Problem(new ObjectRef("v1", "Service", "shop", "web", ""), "Two", "second"),
                new Problem(new ObjectRef("v1", "Service", "shop", "web", ""), "One", "first: with a colon"));
        var leader = new State.Leader("portico-system/lease", false, Optional.of("other"));
        assertThat(new State(Optional.of(leader), problems, model).toString()).isEqualTo("""
                leader:
                  lease: portico-system/lease
                  leads: false
                  holder: other
                problems:
                - about: Service shop/web
                  reason: One
                  message: 'first: with a colon'
                - about: Service shop/web
                  reason: Two
                  message: second
                model:
                  hosts:
                    '*.shop.example':
                    - Prefix / -> shop/web:80 [10.244.1.2:8080]
                  ports: |
                    shop/web:http
                      10.96.0.1:80
                  empty: []
                """);
    }

    @Test
    void whatever_users_write_comes_out_of_a_parser_as_it_went_in() {
        var seed = Long.getLong("state.seed", System.nanoTime());
        var random = new Random(seed);
        for (var i = 0; i < 500; i++) {
            var model = new LinkedHashMap<String, Object>();
            model.put(text(random), text(random));
            model.put("list", List.of(text(random), Map.of(text(random), text(random))));
            var page = new State(Optional.empty(), List.of(), model).toString();
            var parsed = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(page);
            assertThat(parsed.get("model"))
                    .as("-Dstate.seed=%d: %s", seed, page)
                    .isEqualTo(model);
        }
    }

    @Test
    void a_watch_tells_how_long_ago_it_heard_something() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var log = new WatchLog(now::get);
        assertThat(log.entries(false)).containsEntry("listAgeSeconds", null).containsEntry("failure", null);
        log.listed();
        now.set(Instant.EPOCH.plusSeconds(10));
        log.heard();
        now.set(Instant.EPOCH.plusSeconds(30));
        log.failed("no route to host");
        now.set(Instant.EPOCH.plusSeconds(31));
        assertThat(log.entries(true).toString())
                .isEqualTo("{synced=true, listAgeSeconds=31, eventAgeSeconds=21, failureAgeSeconds=1, "
                        + "failure=no route to host}");
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (var i = random.nextInt(7); i > 0; i--) {
            text.append(ATOMS[random.nextInt(ATOMS.length)]);
        }
        return text.toString();
    }
}
