package io.portico.playground.story;

import io.portico.playground.Console;
import io.portico.playground.Delivery;
import io.portico.playground.Playground;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The end-to-end test: what {@code deploy/playground} tells, on the fast-jars that this build has made; with
 * {@code -Dstory.delivery=native} on the executables, with {@code native-images} on the image archives.
 */
@Requires({Need.KUBE_API, Need.NFT})
class StoryIT {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static Console console;
    private static Playground playground;

    @BeforeAll
    static void bring_up() throws IOException, InterruptedException {
        Assumptions.assumeThat(ROOT.startsWith("/tmp"))
                .as("pods have a volume of their own at /tmp")
                .isFalse();
        var delivery = Delivery.of(System.getProperty("story.delivery", "jvm"));
        Assertions.assertThat(delivery.missing(ROOT)).as("not built").isEmpty();
        console = new Console(new PrintStream(System.out, true, StandardCharsets.UTF_8), false);
        // Not below /tmp, which pods cover with a volume of their own; the test JVM's /run ends with it.
        playground = Playground.start(ROOT, Files.createTempDirectory(Path.of("/run"), "story"), delivery, console);
    }

    @AfterAll
    static void take_down() {
        if (playground != null) {
            playground.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> the_story_holds() {
        return Story.steps().stream()
                .map(step -> DynamicTest.dynamicTest(step.title(), () -> Story.tell(step, playground, console)));
    }
}
