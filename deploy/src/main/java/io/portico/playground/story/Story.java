package io.portico.playground.story;

import io.portico.playground.Console;
import io.portico.playground.Playground;
import java.util.List;
import java.util.stream.Stream;

/** The whole story, in the order in which it is told; each step builds on those before it. */
public final class Story {
    private Story() {}

    /** All steps. */
    public static List<Step> steps() {
        return Stream.of(
                        ServiceSteps.ALL,
                        IngressSteps.ALL,
                        TlsSteps.ALL,
                        ChangeSteps.ALL,
                        MistakeSteps.ALL,
                        LoadBalancerSteps.ALL,
                        RightsSteps.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** Tells one step; throws when something in it did not hold. */
    public static void tell(Step step, Playground playground, Console console) throws StepFailed, InterruptedException {
        console.heading(step.title());
        step.act().on(new Scene(playground, console, step.services()));
    }

    /** Tells all steps, also after one that failed; the titles of those that did. */
    public static List<String> tell(Playground playground, Console console) throws InterruptedException {
        var failed = new java.util.ArrayList<String>();
        for (var step : steps()) {
            try {
                tell(step, playground, console);
            } catch (StepFailed e) {
                failed.add(step.title());
            }
        }
        return failed;
    }
}
