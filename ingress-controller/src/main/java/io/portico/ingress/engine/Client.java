package io.portico.ingress.engine;

/**
 * Who asks, and where, as filters and endpoints are to believe it.
 *
 * @param address its IP address
 * @param port that it came to, as a number
 * @param secure whether it came by TLS
 * @param host that it asked for, valid; empty when it named none
 */
public record Client(String address, String port, boolean secure, String host) {
    /** {@code http} or {@code https}. */
    public String scheme() {
        return secure ? "https" : "http";
    }
}
