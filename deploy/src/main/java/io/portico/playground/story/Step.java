package io.portico.playground.story;

import java.util.List;

/**
 * One chapter of the story.
 *
 * @param title what will have been shown
 * @param services the services that this depends on: the ends of their logs are printed when it fails
 */
public record Step(String title, List<String> services, Act act) {

    /** What happens. */
    @FunctionalInterface
    public interface Act {
        /** Ends early, by StepFailed, at the first thing that does not hold. */
        void on(Scene scene) throws StepFailed, InterruptedException;
    }

    static Step of(String title, Act act, String... services) {
        return new Step(title, List.of(services), act);
    }
}
