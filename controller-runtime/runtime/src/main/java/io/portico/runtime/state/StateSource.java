package io.portico.runtime.state;

/** The one bean of a service that knows what an operator may read at {@code GET /state} on the management port. */
public interface StateSource {
    /** As it is now. Called on a worker thread; must not block for long. */
    State state();
}
