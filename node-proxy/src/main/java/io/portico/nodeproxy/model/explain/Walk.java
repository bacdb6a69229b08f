package io.portico.nodeproxy.model.explain;

/** The way of a connection through what makes Services reachable here. */
interface Walk {
    /** What becomes of it. */
    Finding from(Origin origin);
}
