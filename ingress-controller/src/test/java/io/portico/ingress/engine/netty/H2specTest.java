package io.portico.ingress.engine.netty;

import static io.portico.ingress.engine.Traffic.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.Leaks;
import io.portico.ingress.engine.TestUpstream;
import io.portico.ingress.engine.TestedEngine;
import io.portico.ingress.engine.Traffic;
import io.portico.testkit.Commands;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All 145 cases of h2spec (github.com/summerwind/h2spec), but those for which there is a reason. Each of these breaks
 * two rules at once, and the RFC leaves open which of them is answered.
 */
@Requires(Need.H2SPEC)
@ExtendWith(Leaks.class)
class H2specTest {
    /**
     * HEADERS for a stream that the client has ended (RFC 9113 §5.1: STREAM_CLOSED), which as trailers are malformed,
     * too (§8.1: no pseudo-headers): the stream is reset, with PROTOCOL_ERROR.
     */
    private static final String TWO_FAULTS = "× 6: half closed (remote): Sends a HEADERS frame";

    /** What begins as neither HTTP/2 nor HTTP/1: on a plain port, it is answered 400 in HTTP/1.1 and closed. */
    private static final String NO_PREFACE = "× 2: Sends invalid connection preface";

    private final Traffic traffic = new Traffic(TestedEngine.NETTY);

    @Test
    void it_is_kept_to_with_tls() {
        assertThat(failed(traffic.https(), "-t", "-k")).containsExactly(TWO_FAULTS);
    }

    @Test
    void it_is_kept_to_by_prior_knowledge() {
        assertThat(failed(traffic.http())).containsExactlyInAnyOrder(TWO_FAULTS, NO_PREFACE);
    }

    private List<String> failed(int port, String... options) {
        try (traffic;
                var web = TestUpstream.named("web")) {
            traffic.serve("127.0.0.1", route("/", web.endpoint()));
            var command = new java.util.ArrayList<>(
                    List.of("h2spec", "-h", "127.0.0.1", "-p", Integer.toString(port), "-o", "10"));
            command.addAll(List.of(options));
            var output = Commands.attempt(command).output();
            assertThat(output).contains("145 tests, ");
            var failures = output.substring(output.indexOf("Failures:"));
            return failures.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("×"))
                    .toList();
        }
    }
}
