package io.portico.nodeproxy.histories;

import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays random histories on a real kernel and in thought, and asks an {@link Oracle} after each step.
 * {@code -Dpackets.histories=100} plays so many random ones, {@code -Dpackets.seed=SEED} one again.
 */
@Requires(Requires.Need.NFT)
class PacketHistoryTest {
    private static final int STEPS = 15;

    static LongStream seeds() {
        var seed = Long.getLong("packets.seed");
        if (seed != null) {
            return LongStream.of(seed);
        }
        var histories = Integer.getInteger("packets.histories", 0);
        return histories == 0 ? LongStream.rangeClosed(1, 2) : new Random().longs(histories);
    }

    @ParameterizedTest(name = "-Dpackets.seed={0}")
    @MethodSource("seeds")
    void packets_do_what_the_oracle_says(long seed) {
        new PacketHistory(seed, TestCluster.empty()).play(STEPS);
    }
}
