package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.ingress.engine.http1.HeaderBlock;
import io.portico.runtime.net.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {
    private static final List<Cidr> TRUSTED = List.of(cidr("10.0.0.0/8"), cidr("2001:db8::/32"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1     | 192.0.2.1                       | 192.0.2.1",
                "10.0.0.1     | 6.6.6.6, 192.0.2.1, 10.0.0.2    | 192.0.2.1",
                "10.0.0.1     | 10.0.0.3, 10.0.0.2              | 10.0.0.3",
                "10.0.0.1     | 192.0.2.1:4711                  | 192.0.2.1",
                "10.0.0.1     | [2001:db9::1]:4711              | 2001:db9::1",
                "2001:db8::1  | 2001:db9::1                     | 2001:db9::1",
                "10.0.0.1     | 6.6.6.6, unknown                | 10.0.0.1",
                "10.0.0.1     | 6.6.6.6, , 10.0.0.2             | 10.0.0.2",
                "192.0.2.7    | 6.6.6.6                         | 192.0.2.7",
            })
    void the_client_is_the_last_that_no_trusted_proxy_is(String peer, String forwardedFor, String client)
            throws Exception {
        assertThat(peer(peer, false)
                        .client(headers("x-forwarded-for: " + forwardedFor), "a.example")
                        .address())
                .isEqualTo(client);
    }

    @Test
    void scheme_port_and_host_are_those_that_a_trusted_proxy_reports() throws Exception {
        var proxy = peer("10.0.0.1", false);
        assertThat(proxy.client(headers("x-forwarded-proto: https"), "a.example"))
                .isEqualTo(new Client("10.0.0.1", "443", true, "a.example"));
        assertThat(proxy.client(
                        headers("x-forwarded-proto: https", "x-forwarded-port: 8443", "x-forwarded-host: b.example"),
                        "a.example"))
                .isEqualTo(new Client("10.0.0.1", "8443", true, "b.example"));
        assertThat(proxy.client(headers("x-forwarded-port: 8x", "x-forwarded-host: b example"), "a.example"))
                .isEqualTo(new Client("10.0.0.1", "8080", false, "a.example"));
        assertThat(peer("192.0.2.7", true)
                        .client(headers("x-forwarded-proto: http", "x-forwarded-host: b.example"), "a.example"))
                .isEqualTo(new Client("192.0.2.7", "8080", true, "a.example"));
    }

    private static Peer peer(String address, boolean secure) throws Exception {
        return new Peer(InetAddress.getByName(address), 8080, secure, TRUSTED);
    }

    private static HeaderBlock headers(String... lines) {
        var block = new HeaderBlock();
        Arrays.stream(lines).map(line -> line.split(": ", 2)).forEach(field -> block.add(field[0], field[1]));
        return block;
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
