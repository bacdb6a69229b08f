package io.portico.ingress.engine.http1;

/** A message that is not understood. Without a stack trace: whoever sends bytes makes as many as it likes. */
public final class MalformedMessage extends RuntimeException {
    private final Fault fault;

    MalformedMessage(Fault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    /** What is wrong. */
    public Fault fault() {
        return fault;
    }
}
