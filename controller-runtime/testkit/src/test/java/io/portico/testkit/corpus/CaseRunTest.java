package io.portico.testkit.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus' own judgement, on a proxy that passes every byte on and understands none. */
class CaseRunTest {
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(20), Duration.ofMillis(200));

    @TempDir
    Path directory;

    private ScriptedEndpoint endpoint;
    private ServerSocket relay;

    @BeforeEach
    void start() throws IOException {
        endpoint = ScriptedEndpoint.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var _ = Thread.ofVirtual().start(() -> {
            while (!relay.isClosed()) {
                try {
                    var client = relay.accept();
                    var upstream = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                    var _ = Thread.ofVirtual().start(() -> pass(client, upstream));
                    var _ = Thread.ofVirtual().start(() -> pass(upstream, client));
                } catch (IOException _) {
                    // Closed, which the loop looks at.
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        endpoint.close();
    }

    @Test
    void an_ordinary_case_that_goes_as_it_should_has_no_difference() throws IOException {
        assertThat(differences("""
                client sends
                | POST /a HTTP/1.1
                | Host: corpus.test
                | Content-Length: 5
                |
                | hello\\
                endpoint sees POST /a "hello"
                | host: corpus.test
                |- expect
                client sees 200 "ok"
                client sees open
                """)).isEmpty();
    }

    @Test
    void a_request_that_nobody_should_see_is_told() throws IOException {
        assertThat(differences("""
                client sends
                | GET /a HTTP/1.1
                | Host: corpus.test
                |
                | GET /evil HTTP/1.1
                | Host: corpus.test
                |
                endpoint sees GET /a
                client sees 200
                client sees close
                """))
                .contains("the endpoint saw GET /evil, too", "the connection was left OPEN and not CLOSED");
    }

    @Test
    void bytes_that_are_no_request_are_told_whatever_the_case_wants() throws IOException {
        assertThat(differences("""
                client sends
                | GET /a HTTP/1.1
                | Host: corpus.test
                | X-A: b\\nX-C: d
                |
                endpoint sees nothing
                client sees close
                """)).singleElement().asString().startsWith("a field that is none: X-A: b\\nX-C: d");
    }

    @Test
    void a_response_that_is_to_break_off_and_looks_whole_is_told() throws IOException {
        assertThat(differences("""
                client sends
                | GET /a HTTP/1.1
                | Host: corpus.test
                |
                endpoint answers
                | HTTP/1.1 200 OK
                |
                | hello\\
                endpoint closes
                endpoint sees GET /a
                client sees 200 cut "hello"
                client sees close
                """)).containsExactly("the response looked whole");
    }

    @Test
    void a_line_that_is_not_understood_is_told_with_its_place() {
        assertThatThrownBy(() -> differences("client sings\n"))
                .hasMessageContaining("cases.txt:")
                .hasMessageContaining("client sings");
    }

    private List<String> differences(String lines) throws IOException {
        var file = Files.writeString(
                directory.resolve("cases.txt"),
                "=== a_case\n" + lines + "\n=== the_last\n" + "endpoint sees nothing\nclient sees open\n");
        var one = CaseFile.read(file).getFirst();
        var seen = CaseRun.of(
                one, new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.getLocalPort()), endpoint, PATIENCE);
        return Verdict.differences(one, seen);
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // The other direction has closed both.
        }
    }
}
