package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.model.routing.Endpoint;
import io.portico.testkit.corpus.Case;
import io.portico.testkit.corpus.CaseFile;
import io.portico.testkit.corpus.CaseRun;
import io.portico.testkit.corpus.Patience;
import io.portico.testkit.corpus.ScriptedEndpoint;
import io.portico.testkit.corpus.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bytes of clients and endpoints, friendly and hostile, and what an engine makes of them. */
class RawCorpusTest {
    private static final Path CASES = Path.of("src/test/resources/corpus/http1");

    @TestFactory
    Stream<DynamicTest> the_engine_for_hostile_traffic_does_each_case_as_it_should() throws IOException {
        return run(TestedEngine.NETTY, _ -> true);
    }

    @TestFactory
    Stream<DynamicTest> the_small_engine_does_ordinary_cases_as_it_should() throws IOException {
        return run(TestedEngine.VERTX, Case::ordinary);
    }

    @Test
    void each_case_has_a_name_of_its_own() throws IOException {
        assertThat(CaseFile.readAll(CASES).stream().map(Case::name))
                .hasSizeGreaterThan(300)
                .doesNotHaveDuplicates();
    }

    private static Stream<DynamicTest> run(TestedEngine engine, Predicate<Case> which) throws IOException {
        var endpoint = ScriptedEndpoint.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var traffic = new Traffic(engine);
        traffic.serve(CaseRun.HOST, Traffic.route("/", new Endpoint("127.0.0.1", endpoint.port())));
        var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), traffic.http());
        return CaseFile.readAll(CASES).stream()
                .filter(which)
                .map(wanted -> DynamicTest.dynamicTest(wanted.name(), () -> {
                    var seen = CaseRun.of(wanted, proxy, endpoint, Patience.OF_TESTS);
                    assertThat(Verdict.differences(wanted, seen))
                            .as("wanted %s, seen %s", wanted.wanted(), seen.summary())
                            .isEmpty();
                }))
                .onClose(() -> {
                    traffic.close();
                    endpoint.close();
                });
    }
}
