package io.portico.playground.story;

import java.util.List;

/** What all that came before did not need. */
final class RightsSteps {
    static final List<Step> ALL =
            List.of(Step.of("No service was refused a right that it needed", RightsSteps::rights));

    private RightsSteps() {}

    private static void rights(Scene scene) throws StepFailed {
        var command =
                "grep -r -l -i forbidden " + scene.playground().directory().resolve("logs");
        var found = scene.run(scene.client(), "sh", "-c", command);
        scene.expect("no log of theirs has the word \"forbidden\"", found.text().isEmpty(), found.output());
    }
}
