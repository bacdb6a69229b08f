package io.portico.nodeproxy.cases;

import io.portico.nodeproxy.packets.TestCluster;
import io.portico.testkit.Requires;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules do to packets in the kernel, in the same cases as {@link TracedPacketTest}. */
@Requires(Requires.Need.NFT)
class RealPacketTest {
    private static final TestCluster CLUSTER = TestCluster.empty();

    static Stream<PacketCase> cases() {
        return PacketCase.all();
    }

    static Stream<PacketCase> sctpCases() {
        return SctpCases.cases().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void in_the_kernel(PacketCase behaviour) {
        behaviour.play(CLUSTER);
    }

    @Requires(Requires.Need.SCTP)
    @ParameterizedTest(name = "{0}")
    @MethodSource("sctpCases")
    void in_a_kernel_that_follows_sctp(PacketCase behaviour) {
        behaviour.play(CLUSTER);
    }
}
