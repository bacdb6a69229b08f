package io.portico.nodeproxy.model.explain;

/** Where a connection comes from, as far as it matters. */
public enum Origin {
    /** Neither from this node nor from its pods: other nodes and theirs, and all the world. */
    OUTSIDE("outside"),
    /** From a pod of this node. */
    POD("a pod of this node"),
    /** From a process on the node itself. */
    NODE("this node itself");

    private final String title;

    Origin(String title) {
        this.title = title;
    }

    /** In a sentence, after "from". */
    public String title() {
        return title;
    }
}
