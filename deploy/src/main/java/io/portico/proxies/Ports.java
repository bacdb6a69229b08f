package io.portico.proxies;

/**
 * Where a proxy listens.
 *
 * @param http of plain HTTP
 * @param https of TLS
 * @param management of ours alone
 */
public record Ports(int http, int https, int management) {
    private static final int HTTP = 8100;
    private static final int HTTPS = 8400;
    private static final int MANAGEMENT = 9100;

    /** Those of the proxy with that number, from 0. */
    public static Ports of(int number) {
        return new Ports(HTTP + number, HTTPS + number, MANAGEMENT + number);
    }
}
