package io.portico.runtime.application;

import io.portico.runtime.state.State;

/** All that one process of a service runs, from when it was made. */
public interface Running extends AutoCloseable {
    /** For {@code GET /state}. */
    State state();

    /** Ends it in good order; returns once nothing is written any more. */
    @Override
    void close();
}
