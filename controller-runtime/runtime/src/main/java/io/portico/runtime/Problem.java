package io.portico.runtime;

/**
 * What is wrong with one user's object, as a compute step reports it beside its result. It becomes a Warning Event on
 * the object and a line in {@code /state}; nothing else suffers from it.
 *
 * @param about the object to mend
 * @param reason CamelCase, stable, machine-readable, as Event reasons are
 * @param message a sentence naming the field and what to write instead
 */
public record Problem(ObjectRef about, String reason, String message) implements Comparable<Problem> {

    @Override
    public int compareTo(Problem other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return about + ": " + reason + ": " + message;
    }
}
