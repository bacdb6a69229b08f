package io.portico.nodeproxy.cases;

import io.portico.nodeproxy.packets.TracedCluster;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the rules would do to packets, by the model alone. */
class TracedPacketTest {
    static Stream<PacketCase> cases() {
        return Stream.concat(PacketCase.all(), SctpCases.cases().stream());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void in_thought(PacketCase behaviour) {
        behaviour.play(new TracedCluster());
    }
}
