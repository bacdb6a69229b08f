package io.portico.nodeproxy.packets;

import io.portico.nodeproxy.Worlds;
import io.portico.nodeproxy.model.layout.RuleSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two nodes that forward what a world asks for, and packets in them: real ones or traced ones. */
public interface Packets {
    /** How long to wait for what must not come. */
    Duration SHORT = Duration.ofMillis(300);

    /** How long to wait for what must come, on a machine that has other things to do. */
    Duration LONG = Duration.ofSeconds(20);

    /** Has both nodes forward what the world asks for, after what they forwarded before. */
    void apply(Worlds.Builder world);

    /** Has both nodes' proxies work by those settings, if they do not: others take over at the next world. */
    void settings(RuleSettings settings);

    /** Has both nodes forward nothing, by the default settings. */
    default void clear() {
        settings(RuleSettings.DEFAULT);
        apply(Worlds.world());
    }

    /**
     * The different answers to each of those probes.
     *
     * @param times how often each is made, the first time alone
     * @param patience how long to wait for each
     */
    Map<Probe, Set<Answer>> answers(Collection<Probe> probes, int times, Duration patience);

    /** As {@link #answers}, of one. */
    default Set<Answer> answers(Probe probe, int times, Duration patience) {
        return answers(List.of(probe), times, patience).getOrDefault(probe, Set.of());
    }
}
