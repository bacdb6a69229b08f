package io.portico.nodeproxy.model.state;

import io.portico.runtime.net.Endpoint;

/**
 * What the kernel remembers of UDP datagrams between one client and one destination.
 *
 * @param asked where the client sends to
 * @param answering who gets it, and so answers
 * @param answered whether an answer was ever seen
 */
public record UdpFlow(Endpoint asked, Endpoint answering, boolean answered) {
    /** Whether somebody rewrote the destination. */
    boolean redirected() {
        return !asked.equals(answering);
    }
}
