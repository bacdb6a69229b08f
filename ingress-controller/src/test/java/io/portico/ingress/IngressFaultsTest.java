package io.portico.ingress;

import io.portico.testkit.RefusedSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngressFaultsTest {
    private static final RefusedSettings REFUSED =
            new RefusedSettings("ingress-controller", "PORTICO_INGRESS_", IngressFaults.SETTINGS);

    @Test
    void defaults_work() {
        REFUSED.assertDefaultsWork();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP_PORT | 9000 | quarkus.management.port and portico.ingress.http-port are both 9000",
                "HTTP_PORT | 443 | portico.ingress.http-port and portico.ingress.https-port are both 443",
                "REDIRECT_PORT | 0 | portico.ingress.redirect-port is 0; write 1 to 65535",
                "CLASS | Portico | portico.ingress.class is \"Portico\"",
                "DEFAULT_BACKEND | '' | portico.ingress.default-backend is empty",
                "DEFAULT_CERTIFICATE | wildcard | portico.ingress.default-certificate is \"wildcard\"",
                "DEFAULT_CERTIFICATE | shop/ | portico.ingress.default-certificate is \"shop/\"",
                "PUBLISH_ADDRESSES | 192.0.2.1,https://lb | portico.ingress.publish-addresses has \"https://lb\"",
                "TRUSTED_PROXIES | 10.0.0.0/8,10.0.0.1 | portico.ingress.trusted-proxies is \"10.0.0.1\"; write ranges",
                "PROXY_PROTOCOL | true | portico.ingress.proxy-protocol is true, and no proxy is trusted; write the ranges",
                "EVENT_LOOPS | 0 | portico.ingress.event-loops is 0",
                "CONNECT_TIMEOUT | 0s | portico.ingress.connect-timeout is 0s",
                "READ_TIMEOUT | 10ms | portico.ingress.read-timeout is 10ms",
                "DRAIN_TIMEOUT | -1s | portico.ingress.drain-timeout is -1s",
                "HTPS_PORT | 443 | PORTICO_INGRESS_HTPS_PORT is no setting of ingress-controller (did you mean",
            })
    void what_cannot_work_is_refused_by_name(String setting, String value, String sentence) {
        REFUSED.assertRefused(setting, value, sentence);
    }
}
