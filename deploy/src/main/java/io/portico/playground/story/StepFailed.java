package io.portico.playground.story;

/** Something in a step did not hold; it has been printed. */
public final class StepFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailed(String sentence, String details) {
        super(details.isBlank() ? sentence : sentence + "\n" + details);
    }
}
