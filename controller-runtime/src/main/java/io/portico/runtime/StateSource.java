package io.portico.runtime;

/** A bean whose model an operator may read: {@code GET /state} on the management port prints every one. */
public interface StateSource {
    /** The model as YAML or text, ending in a newline. Called on a worker thread; must not block for long. */
    String state();
}
