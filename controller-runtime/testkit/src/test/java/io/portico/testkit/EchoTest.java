package io.portico.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@Requires(Requires.Need.OWN_NETWORK)
class EchoTest {
    @Test
    void an_echo_answers_its_name_and_says_when_nobody_answers() {
        try (var namespace = NetworkNamespace.create("echo");
                var echo = EchoProcess.start(namespace, "me", "8080/tcp", "5353/udp")) {
            assertThat(echo.ask("tcp 127.0.0.1 8080")).isEqualTo("me");
            assertThat(echo.ask("udp 127.0.0.1 5353")).isEqualTo("me");
            assertThat(echo.ask("udp ::1 5353")).isEqualTo("me");
            assertThat(echo.ask("peer tcp 127.0.0.1 8080")).isEqualTo("127.0.0.1");
            assertThat(echo.ask("peer udp 127.0.0.1 5353")).isEqualTo("127.0.0.1");
            assertThat(echo.ask("open one 127.0.0.1 8080")).isEqualTo("me");
            assertThat(echo.ask("over one")).isEqualTo("me");
            assertThat(echo.ask("from one 127.0.0.1 5353")).isEqualTo("me");
            assertThat(echo.ask("from one 127.0.0.1 5353")).isEqualTo("me");
            assertThat(echo.ask("tcp 127.0.0.1 8081")).isEqualTo("refused");
            assertThat(echo.ask("udp 127.0.0.1 5354")).isEqualTo("refused");
            assertThat(echo.ask("tcp 203.0.113.1 80")).contains("unreachable");
        }
    }
}
