package io.portico.nodeproxy.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One part of a rule: a condition, or something done when all conditions before it hold. */
sealed interface Step {
    /** The key is in the set or range, or it is not. */
    record Within(Key key, String where, boolean negated) implements Step {}

    /** The map's value for the key, a verdict, is carried out; without a value the rule ends. */
    record Dispatch(Key key, String map) implements Step {}

    /** The bits of the packet mark are not all zero. */
    record HasMark(int bits) implements Step {}

    /** The packet was redirected. */
    record IsRedirected() implements Step {}

    /** {@code or} or {@code xor} the bits into the packet mark. */
    record SetMark(String operation, int bits) implements Step {}

    /** The set learns the source address. */
    record Learn(String set) implements Step {}

    /** The packet goes to that address and port. */
    record Redirect(String address, int port) implements Step {}

    /** The packet goes where the map says for the key; without a value the rule ends. */
    record RedirectBy(Key key, MapOfKeys map) implements Step {}

    /** The packet gets the node's address. */
    record Masquerade() implements Step {}

    /** {@code goto}, {@code drop} and the like. */
    record Verdict(String word, String target) implements Step {}

    /** A map with a name in its table, or one that stands in the rule itself. */
    sealed interface MapOfKeys {
        /** In the table. */
        record Named(String name) implements MapOfKeys {}

        /** In the rule. */
        record Anonymous(Map<String, String> elements) implements MapOfKeys {}
    }

    /** What is looked up: fields of the packet, {@code numgen}, or several of them. */
    record Key(List<Field> fields) {
        /** Every value that it may have for that packet; none when the packet has no such field. */
        List<String> values(Packet packet) {
            var values = List.of("");
            for (var field : fields) {
                var longer = new ArrayList<String>();
                for (var value : values) {
                    for (var next : field.values(packet)) {
                        longer.add(value.isEmpty() ? next : value + " . " + next);
                    }
                }
                values = longer;
            }
            return values;
        }
    }

    /** One part of a key. */
    sealed interface Field {
        /** Its possible values. */
        List<String> values(Packet packet);

        /** An address of the packet, its protocol, its port, or whether one is the node's own. */
        record OfPacket(String name) implements Field {
            @Override
            public List<String> values(Packet packet) {
                var family = packet.destination().contains(":") ? "ip6" : "ip";
                var value = switch (name) {
                    case "iifname" -> packet.link();
                    case "ip saddr", "ip6 saddr" -> packet.source();
                    case "ip daddr", "ip6 daddr" -> packet.destination();
                    case "meta l4proto" -> packet.protocol();
                    case "fib daddr type" -> type(packet, packet.destination());
                    case "fib saddr type" -> type(packet, packet.source());
                    default -> String.valueOf(packet.port());
                };
                var otherFamily = name.matches("ip6? .*") && !name.startsWith(family + " ");
                var anyProtocol = !name.endsWith(" dport") || name.equals("th dport");
                var absent = otherFamily || (!anyProtocol && !name.equals(packet.protocol() + " dport"));
                return absent ? List.of() : List.of(value);
            }

            private static String type(Packet packet, String address) {
                return packet.nodeAddresses().contains(address) ? "local" : "unicast";
            }
        }

        /** {@code numgen random mod M offset O}. */
        record Random(int below, int offset) implements Field {
            @Override
            public List<String> values(Packet packet) {
                var values = new ArrayList<String>();
                for (var i = 0; i < below; i++) {
                    values.add(String.valueOf(offset + i));
                }
                return values;
            }
        }
    }
}
