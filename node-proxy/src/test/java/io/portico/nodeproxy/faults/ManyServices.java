package io.portico.nodeproxy.faults;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.packets.Places;
import io.portico.nodeproxy.packets.Probe;
import java.util.List;

/** So many Services that their rules do not go through a pipe at once, each with one endpoint. */
final class ManyServices {
    private static final List<String> PODS = List.of("a1", "a2", "b1");

    private ManyServices() {}

    /** Such a world; with another {@code shift} every Service has its endpoint elsewhere. */
    static Worlds.Builder world(int count, int shift) {
        var world = Worlds.world();
        for (var i = 0; i < count; i++) {
            var name = "svc" + i;
            world.with(Worlds.service(name, List.of(address(i)), "web:80/TCP"));
            world.with(Worlds.slice(
                    name,
                    name,
                    List.of("web:8080/TCP"),
                    Places.place(owner(i, shift)).address()));
        }
        return world;
    }

    /** From that place to the Service of that number. */
    static Probe probe(String from, int i) {
        return Probe.of(from, "tcp " + address(i) + " 80");
    }

    /** Who answers for the Service of that number. */
    static String owner(int i, int shift) {
        return PODS.get((i + shift) % PODS.size());
    }

    private static String address(int i) {
        return "10.96." + (10 + i / 250) + "." + (1 + i % 250);
    }
}
