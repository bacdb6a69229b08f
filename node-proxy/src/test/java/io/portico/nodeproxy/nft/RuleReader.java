package io.portico.nodeproxy.nft;

import io.portico.nodeproxy.nft.Step.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads rules of the shapes that this proxy writes, and refuses any other: nobody has thought about those. */
final class RuleReader {
    private static final List<String> FIELDS = List.of(
            "ip saddr",
            "ip daddr",
            "ip6 saddr",
            "ip6 daddr",
            "iifname",
            "meta l4proto",
            "th dport",
            "tcp dport",
            "udp dport",
            "sctp dport",
            "fib saddr type",
            "fib daddr type");

    private final String rule;
    private String rest;

    private RuleReader(String rule) {
        this.rule = rule;
        this.rest = rule;
    }

    /** The rule's parts in order. */
    static List<Step> read(String rule) {
        var reader = new RuleReader(rule);
        var steps = new ArrayList<Step>();
        while (!reader.rest.isEmpty()) {
            steps.add(reader.step());
        }
        return steps;
    }

    /** A verdict as it stands in a map: {@code goto tcp-3}. */
    static Step.Verdict verdict(String text) {
        if (new RuleReader(text).step() instanceof Step.Verdict verdict) {
            return verdict;
        }
        throw new IllegalArgumentException("no verdict: " + text);
    }

    private Step step() {
        if (skip("meta mark and ")) {
            var bits = Integer.decode(word());
            return expect("!= 0", new Step.HasMark(bits));
        }
        if (skip("meta mark set mark ")) {
            return new Step.SetMark(word(), Integer.decode(word()));
        }
        if (skip("ct status dnat")) {
            return new Step.IsRedirected();
        }
        if (skip("update @")) {
            return learning(word());
        }
        if (skip("dnat ")) {
            return redirection();
        }
        if (skip("masquerade fully-random")) {
            return new Step.Masquerade();
        }
        if (skip("goto ")) {
            return new Step.Verdict("goto", word());
        }
        if (skip("reject with tcp reset") || skip("reject")) {
            return new Step.Verdict("reject", "");
        }
        if (skip("drop")) {
            return new Step.Verdict("drop", "");
        }
        return condition();
    }

    private Step condition() {
        var key = key();
        if (skip("vmap @")) {
            return new Step.Dispatch(key, word());
        }
        return skip("!= ") ? new Step.Within(key, word(), true) : new Step.Within(key, word(), false);
    }

    /** {@code { ip saddr timeout 10800s }}. */
    private Step learning(String set) {
        if (!skip("{ ip saddr timeout ") && !skip("{ ip6 saddr timeout ")) {
            throw unknown();
        }
        var _ = word();
        return expect("}", new Step.Learn(set));
    }

    private Step redirection() {
        if (skip("to ")) {
            var endpoint = word();
            var colon = endpoint.lastIndexOf(':');
            return new Step.Redirect(
                    endpoint.substring(0, colon).replaceAll("[\\[\\]]", ""),
                    Integer.parseInt(endpoint.substring(colon + 1)));
        }
        if (!skip("ip addr . port to ") && !skip("ip6 addr . port to ")) {
            throw unknown();
        }
        var key = key();
        if (skip("map @")) {
            return new Step.RedirectBy(key, new Step.MapOfKeys.Named(word()));
        }
        if (skip("map { ")) {
            return new Step.RedirectBy(key, new Step.MapOfKeys.Anonymous(elements()));
        }
        throw unknown();
    }

    private Map<String, String> elements() {
        var end = rest.indexOf(" }");
        var elements = new LinkedHashMap<String, String>();
        for (var element : rest.substring(0, end).split(", ", -1)) {
            var parts = element.split(" : ", 2);
            elements.put(parts[0], parts[1]);
        }
        rest = rest.substring(end + 2).strip();
        return elements;
    }

    private Step.Key key() {
        var fields = new ArrayList<Field>();
        do {
            fields.add(field());
        } while (skip(". "));
        return new Step.Key(fields);
    }

    private Field field() {
        if (skip("numgen random mod ")) {
            var below = Integer.parseInt(word());
            return new Field.Random(below, skip("offset ") ? Integer.parseInt(word()) : 0);
        }
        for (var name : FIELDS) {
            if (skip(name)) {
                return new Field.OfPacket(name);
            }
        }
        throw unknown();
    }

    private Step expect(String text, Step step) {
        if (!skip(text)) {
            throw unknown();
        }
        return step;
    }

    private boolean skip(String text) {
        var whole = rest.equals(text.strip()) || rest.startsWith(text.strip() + " ") || text.endsWith("@");
        if (!whole || !rest.startsWith(text.strip())) {
            return false;
        }
        rest = rest.substring(text.strip().length()).strip();
        return true;
    }

    private String word() {
        var space = rest.indexOf(' ');
        var word = space < 0 ? rest : rest.substring(0, space);
        rest = space < 0 ? "" : rest.substring(space + 1);
        return word;
    }

    private IllegalArgumentException unknown() {
        return new IllegalArgumentException(
                "a rule of a shape that the tracer does not know, at \"" + rest + "\": " + rule);
    }
}
