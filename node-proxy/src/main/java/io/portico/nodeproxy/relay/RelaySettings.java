package io.portico.nodeproxy.relay;

import java.time.Duration;

/**
 * The bounds of a relay.
 *
 * @param connectTimeout how long one endpoint may take to accept a connection
 * @param mostConnections TCP connections at a time, over all ports; each may hold up to 200 KiB while its reader is
 *     slow
 * @param udpIdle how long a UDP client that neither sends nor gets anything is remembered
 * @param mostUdpClients UDP clients at a time, over all ports; each is a socket
 * @param drain how long connections may go on when this program ends
 */
public record RelaySettings(
        Duration connectTimeout, int mostConnections, Duration udpIdle, int mostUdpClients, Duration drain) {
    /** Refuses what cannot work, with a sentence. */
    public RelaySettings {
        positive("connect-timeout", connectTimeout);
        positive("udp-idle", udpIdle);
        if (mostConnections < 1) {
            throw new IllegalArgumentException("most-connections is " + mostConnections + "; write 1 or more");
        }
        if (mostUdpClients < 1) {
            throw new IllegalArgumentException("most-udp-clients is " + mostUdpClients + "; write 1 or more");
        }
    }

    private static void positive(String name, Duration duration) {
        if (duration.toMillis() < 1 || duration.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " is " + duration + "; write 1ms or more, and no more than 24d");
        }
    }
}
