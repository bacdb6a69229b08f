package io.portico.certmanager.model.plan;

import io.portico.runtime.ObjectRef;

/**
 * Something that went as it should, and that the user wants to know: a Normal Event.
 *
 * @param about the object
 * @param reason CamelCase, stable, machine-readable
 * @param message a sentence
 */
public record Notice(ObjectRef about, String reason, String message) {
    @Override
    public String toString() {
        return about + ": " + reason + ": " + message;
    }
}
