package io.portico.nodeproxy.model.layout;

/** The chains that are there whatever the Services are; see this package's description for the way between them. */
enum ChainName {
    /** Packets from pods and from outside come by here. */
    PREROUTING("prerouting"),
    /** Packets of the node itself come by here. */
    OUTPUT("output"),
    /** Behind all who redirect: who asked an address of a ServiceCIDR that nobody serves. */
    UNALLOCATED_PREROUTING("unallocated-prerouting"),
    /** The same for packets of the node itself. */
    UNALLOCATED_OUTPUT("unallocated-output"),
    /** Where the source becomes the node's. */
    POSTROUTING("postrouting"),
    /** What the node itself and its pods ask. */
    FROM_INSIDE("from-inside"),
    /** What all others ask. */
    FROM_OUTSIDE("from-outside"),
    /** Where a Service without endpoints is refused. */
    REFUSE("refuse");

    private final String text;

    ChainName(String text) {
        this.text = text;
    }

    /** As rules name it in the first generation. */
    @Override
    public String toString() {
        return text;
    }
}
