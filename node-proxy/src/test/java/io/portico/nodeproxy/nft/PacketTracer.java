package io.portico.nodeproxy.nft;

import io.portico.nodeproxy.nft.Step.MapOfKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows packets through a table as the kernel would: hooks in the order of their priorities, rules, sets and maps.
 * Where the kernel throws dice all that may come is followed. A rule of a shape that this proxy does not write is an
 * error rather than a guess.
 */
public final class PacketTracer {
    private static final String TYPE = "type (?:nat|filter) hook (\\S+) priority (-?\\d+)(?: ; policy accept)?";

    private final Table table;
    private final Map<String, Set<String>> learned;
    private final Map<String, List<Step>> rules = new HashMap<>();

    private enum Fate {
        GOES_ON,
        REFUSED,
        DROPPED
    }

    private record State(
            Packet packet, Fate fate, boolean redirected, boolean masqueraded, int mark, Set<String> learned) {
        State(Packet packet) {
            this(packet, Fate.GOES_ON, false, false, 0, Set.of());
        }

        State to(String address, int port) {
            return new State(packet.to(address, port), fate, true, masqueraded, mark, learned);
        }

        State with(Fate end) {
            return new State(packet, end, redirected, masqueraded, mark, learned);
        }

        State withMark(int other) {
            return new State(packet, fate, redirected, masqueraded, other, learned);
        }

        State masquerading() {
            return new State(packet, fate, redirected, true, mark, learned);
        }

        State learning(String set) {
            var more = new HashSet<>(learned);
            more.add(set);
            return new State(packet, fate, redirected, masqueraded, mark, Set.copyOf(more));
        }
    }

    /**
     * For that table.
     *
     * @param learned the addresses that its dynamic sets hold, by set
     */
    public PacketTracer(Table table, Map<String, Set<String>> learned) {
        this.table = table;
        this.learned = learned;
    }

    /** All that may become of it. */
    public Set<Outcome> trace(Packet packet) {
        var states = through(packet.isFromNode() ? "output" : "prerouting", List.of(new State(packet)));
        // What is for the node itself now never leaves it.
        var staying = states.stream().filter(s -> s.packet.isForNode()).toList();
        var leaving = states.stream().filter(s -> !s.packet.isForNode()).toList();
        return Stream.concat(
                        through("input", staying).stream(),
                        through("postrouting", packet.isFromNode() ? leaving : through("forward", leaving)).stream())
                .map(PacketTracer::outcome)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Outcome outcome(State state) {
        return switch (state.fate) {
            case REFUSED -> new Outcome.Refused();
            case DROPPED -> new Outcome.Dropped();
            case GOES_ON -> {
                if (state.redirected) {
                    var packet = state.packet;
                    yield new Outcome.Redirected(packet.destination(), packet.port(), state.masqueraded, state.learned);
                }
                if (state.masqueraded || !state.learned.isEmpty()) {
                    throw new IllegalStateException("it is none of a Service's packets, but not left alone: " + state);
                }
                yield new Outcome.Untouched();
            }
        };
    }

    private List<State> through(String hook, List<State> states) {
        var after = states;
        for (var chain : chainsOf(hook)) {
            var next = new ArrayList<State>();
            for (var state : after) {
                // What one chain has redirected later ones of the hook do not see.
                var done = state.fate != Fate.GOES_ON || (state.redirected && !hook.equals("postrouting"));
                next.addAll(done ? List.of(state) : rule(chain, 0, state));
            }
            after = next;
        }
        return after;
    }

    private List<Chain> chainsOf(String hook) {
        record Hooked(int priority, Chain chain) {}
        var hooked = new ArrayList<Hooked>();
        for (var chain : table.chains().values()) {
            if (chain.hook().isEmpty()) {
                continue;
            }
            if (!chain.hook().matches(TYPE)) {
                throw new IllegalArgumentException("a hook that the tracer does not know: " + chain.hook());
            }
            if (chain.hook().replaceAll(TYPE, "$1").equals(hook)) {
                hooked.add(new Hooked(Integer.parseInt(chain.hook().replaceAll(TYPE, "$2")), chain));
            }
        }
        hooked.sort((one, other) -> Integer.compare(one.priority, other.priority));
        return hooked.stream().map(Hooked::chain).toList();
    }

    private List<State> rule(Chain chain, int index, State state) {
        if (index == chain.rules().size()) {
            return List.of(state);
        }
        var steps = rules.computeIfAbsent(chain.rules().get(index), RuleReader::read);
        return step(chain, index, steps, 0, state);
    }

    /** What may come of the rule's steps from that one on. A step that does not match leads to the next rule. */
    private List<State> step(Chain chain, int rule, List<Step> steps, int index, State state) {
        if (index == steps.size()) {
            return rule(chain, rule + 1, state);
        }
        return switch (steps.get(index)) {
            case Step.Within(var key, var where, var negated) ->
                eachValue(
                        chain,
                        rule,
                        key,
                        state,
                        value -> contains(where, value) != negated
                                ? step(chain, rule, steps, index + 1, state)
                                : rule(chain, rule + 1, state));
            case Step.Dispatch(var key, var map) ->
                eachValue(chain, rule, key, state, value -> {
                    var verdict = set(map).elements().get(value);
                    return verdict == null
                            ? rule(chain, rule + 1, state)
                            : carryOut(RuleReader.verdict(verdict), state);
                });
            case Step.HasMark(var bits) ->
                (state.mark & bits) != 0 ? step(chain, rule, steps, index + 1, state) : rule(chain, rule + 1, state);
            case Step.IsRedirected() ->
                state.redirected ? step(chain, rule, steps, index + 1, state) : rule(chain, rule + 1, state);
            case Step.SetMark(var operation, var bits) ->
                step(chain, rule, steps, index + 1, state.withMark(marked(operation, state.mark, bits)));
            case Step.Learn(var set) -> step(chain, rule, steps, index + 1, state.learning(set(set).name()));
            case Step.Redirect(var address, var port) -> List.of(state.to(address, port));
            case Step.RedirectBy(var key, var map) ->
                eachValue(chain, rule, key, state, value -> {
                    var endpoint = elements(map).get(value);
                    if (endpoint == null) {
                        return rule(chain, rule + 1, state);
                    }
                    var parts = endpoint.split(" \\. ", 2);
                    return List.of(state.to(parts[0], Integer.parseInt(parts[1])));
                });
            case Step.Masquerade() -> List.of(state.masquerading());
            case Step.Verdict verdict -> carryOut(verdict, state);
        };
    }

    private List<State> carryOut(Step.Verdict verdict, State state) {
        return switch (verdict.word()) {
            case "goto" -> {
                var target = table.chains().get(verdict.target());
                if (target == null) {
                    throw new IllegalStateException("no such chain: " + verdict.target());
                }
                yield rule(target, 0, state);
            }
            case "drop" -> List.of(state.with(Fate.DROPPED));
            case "reject" -> List.of(state.with(Fate.REFUSED));
            default -> throw new IllegalArgumentException(verdict.toString());
        };
    }

    private interface Following {
        List<State> of(String value);
    }

    private List<State> eachValue(Chain chain, int rule, Step.Key key, State state, Following following) {
        var values = key.values(state.packet);
        if (values.isEmpty()) {
            return rule(chain, rule + 1, state);
        }
        var states = new LinkedHashSet<State>();
        values.forEach(value -> states.addAll(following.of(value)));
        return List.copyOf(states);
    }

    private boolean contains(String where, String value) {
        if (where.startsWith("\"")) {
            var name = where.substring(1, where.length() - 1);
            return name.endsWith("*") ? value.startsWith(name.substring(0, name.length() - 1)) : value.equals(name);
        }
        if (!where.startsWith("@")) {
            return Ranges.contains(where, value);
        }
        var set = set(where.substring(1));
        if (learned.getOrDefault(set.name(), Set.of()).contains(value)
                || set.elements().containsKey(value)) {
            return true;
        }
        return set.type().contains("interval")
                && set.elements().keySet().stream().anyMatch(element -> Ranges.contains(element, value));
    }

    private Map<String, String> elements(MapOfKeys map) {
        return switch (map) {
            case MapOfKeys.Named(var name) -> set(name).elements();
            case MapOfKeys.Anonymous(var elements) -> elements;
        };
    }

    private ElementSet set(String name) {
        var set = table.sets().get(name);
        if (set == null) {
            throw new IllegalStateException("no such set: " + name);
        }
        return set;
    }

    private static int marked(String operation, int mark, int bits) {
        return switch (operation) {
            case "or" -> mark | bits;
            case "xor" -> mark ^ bits;
            default -> throw new IllegalArgumentException("meta mark set mark " + operation);
        };
    }
}
