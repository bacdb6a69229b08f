package io.portico.nodeproxy.model.explain;

/** What becomes of a connection's first packet. */
public enum Outcome {
    /** An endpoint gets it. */
    FORWARDED("forwarded"),
    /** The client is told at once that nobody is there. */
    REFUSED("refused"),
    /** It vanishes. */
    DROPPED("dropped"),
    /** Some clients of that origin get an endpoint, and others' packets vanish. */
    DEPENDS("depends on the client's address"),
    /** This proxy has no part in it. */
    NOT_FOR_A_SERVICE("not for a Service"),
    /** Rules decide that this process did not make. */
    UNKNOWN("not known");

    private final String title;

    Outcome(String title) {
        this.title = title;
    }

    /** In a sentence. */
    public String title() {
        return title;
    }
}
