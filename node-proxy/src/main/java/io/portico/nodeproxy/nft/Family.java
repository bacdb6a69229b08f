package io.portico.nodeproxy.nft;

/** The address family of a table. There is one table for each; {@code inet} tables cannot match on both alike. */
public enum Family {
    /** IPv4. */
    IP("ip", "IPv4", "ipv4_addr"),
    /** IPv6. */
    IP6("ip6", "IPv6", "ipv6_addr");

    private final String token;
    private final String title;
    private final String addressType;

    Family(String token, String title, String addressType) {
        this.token = token;
        this.title = title;
        this.addressType = addressType;
    }

    /** As rules name it: {@code ip} or {@code ip6}. */
    public String token() {
        return token;
    }

    /** As Kubernetes names it: {@code IPv4} or {@code IPv6}. */
    public String title() {
        return title;
    }

    /** The type of its addresses in set declarations. */
    public String addressType() {
        return addressType;
    }
}
