package io.portico.images;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is particular to one service's image.
 *
 * @param name the module's name, and the image's
 * @param user the user it runs as where nobody says otherwise: what the chart says by default
 * @param packages the Debian packages whose files it has, each with those that it needs
 */
record ServiceImage(String name, String user, List<String> packages) {
    /** What the chart's {@code portico.unprivileged} says. */
    private static final String NOBODY = "65532:65532";

    private static final List<String> BASE = List.of("ca-certificates", "libc6", "tzdata", "zlib1g");

    /** {@code nft} and {@code conntrack}, with the libraries that they name. */
    private static final List<String> NETFILTER = List.of(
            "conntrack",
            "libbsd0",
            "libedit2",
            "libgmp10",
            "libjansson4",
            "libmd0",
            "libmnl0",
            "libnetfilter-conntrack3",
            "libnfnetlink0",
            "libnftables1",
            "libnftnl11",
            "libtinfo6",
            "libxtables12",
            "nftables");

    static final List<ServiceImage> ALL = List.of(
            new ServiceImage("default-backend", NOBODY, BASE),
            new ServiceImage("endpoints-controller", NOBODY, BASE),
            new ServiceImage(
                    "node-proxy",
                    "0:0",
                    Stream.concat(BASE.stream(), NETFILTER.stream()).sorted().toList()),
            new ServiceImage("ingress-controller", "0:0", BASE),
            new ServiceImage("cert-manager-lite", NOBODY, BASE));
}
