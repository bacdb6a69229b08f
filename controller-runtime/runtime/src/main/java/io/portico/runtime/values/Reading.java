package io.portico.runtime.values;

import io.portico.runtime.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What was understood of one API object.
 *
 * @param facts absent when the object is none of this service's business
 * @param problems what was not understood or is not done, for the object's owner
 */
public record Reading<T>(Optional<T> facts, List<Problem> problems) {
    /** Copies the list. */
    public Reading {
        problems = List.copyOf(problems);
    }

    /** None of this service's business. */
    public static <T> Reading<T> nothing() {
        return new Reading<>(Optional.empty(), List.of());
    }
}
