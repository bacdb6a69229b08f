package io.portico.nodeproxy.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.nodeproxy.packets.Answer;
import io.portico.nodeproxy.packets.Packets;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a {@link PacketCase} says about the answers to one probe. */
public sealed interface Expected {
    /**
     * Each of them answers, by chance, and nobody else.
     *
     * @param seen the address that they take for the asker's; null when it does not matter
     */
    record Spread(Set<String> names, @Nullable String seen) implements Expected {
        /** And they take that for the asker's address. */
        Spread seeing(String address) {
            return new Spread(names, address);
        }
    }

    /** One of them, always the same. */
    record Same(Set<String> names) implements Expected {}

    /** Nobody, and the asker is told so at once. */
    record Refused() implements Expected {}

    /** Nobody, and nothing is heard. */
    record Dropped() implements Expected {}

    /** Nobody; how the asker finds out is the network's affair. */
    record Nobody() implements Expected {}

    /** Each of them, by chance. */
    static Spread answeredBy(String... names) {
        return new Spread(Set.of(names), null);
    }

    /** One of them, whichever, but always that one. */
    static Expected answeredAlwaysByOneOf(String... names) {
        return new Same(Set.of(names));
    }

    /** See {@link Refused}. */
    static Expected refused() {
        return new Refused();
    }

    /** See {@link Dropped}. */
    static Expected dropped() {
        return new Dropped();
    }

    /** See {@link Nobody}. */
    static Expected answeredByNobody() {
        return new Nobody();
    }

    /** How often to ask, so that what happens by chance has happened. */
    default int times() {
        return switch (this) {
            // One of three is missed once in 10^10 runs.
            case Spread(var names, var _) -> names.size() == 1 ? 3 : 20 * names.size();
            case Same _ -> 12;
            case Refused _, Dropped _, Nobody _ -> 1;
        };
    }

    /** How long to wait for each answer. */
    default Duration patience() {
        return switch (this) {
            case Spread _, Same _, Refused _ -> Packets.LONG;
            case Dropped _, Nobody _ -> Packets.SHORT;
        };
    }

    /** Asserts that those are all the different answers there are. */
    default void check(String what, Collection<Answer> answers) {
        var check = assertThat(Set.copyOf(answers)).as(what);
        switch (this) {
            case Refused _ -> check.isNotEmpty().isSubsetOf(new Answer.Refused(), new Answer.NotSent());
            case Dropped _ -> check.isNotEmpty().isSubsetOf(new Answer.Silence(), new Answer.NotSent());
            case Nobody _ -> check.noneMatch(Answer.By.class::isInstance);
            case Spread(var names, var seen) -> {
                check.allMatch(Answer.By.class::isInstance);
                assertThat(names(answers)).as(what).isEqualTo(names);
                if (seen != null) {
                    check.allMatch(answer -> answer instanceof Answer.By(var _, var address) && address.equals(seen));
                }
            }
            case Same(var names) -> {
                check.allMatch(Answer.By.class::isInstance);
                assertThat(names(answers)).as(what).hasSize(1).isSubsetOf(names);
            }
        }
    }

    private static Set<String> names(Collection<Answer> answers) {
        return answers.stream()
                .map(answer -> answer instanceof Answer.By(var name, var _) ? name : answer.toString())
                .collect(Collectors.toSet());
    }
}
