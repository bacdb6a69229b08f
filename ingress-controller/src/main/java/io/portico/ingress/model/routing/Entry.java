package io.portico.ingress.model.routing;

/**
 * A way in: what addresses clients come by.
 *
 * @param name as operators read it
 */
public record Entry(String name) {
    /** All addresses of the node, or of the pod, that this replica runs on. */
    public static final Entry NODE = new Entry("node");

    @Override
    public String toString() {
        return name;
    }
}
