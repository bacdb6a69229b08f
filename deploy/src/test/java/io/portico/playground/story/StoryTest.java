package io.portico.playground.story;

import io.portico.playground.Console;
import io.portico.playground.Flavour;
import io.portico.playground.Playground;
import io.portico.testkit.Requires;
import io.portico.testkit.Requires.Need;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The end-to-end test: what {@code deploy/playground} tells, on the fast-jars that this build has made; with
 * {@code -Dstory.flavour=native} on the executables.
 */
@Requires({Need.KUBE_API, Need.NFT})
class StoryTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static Console console;
    private static Playground playground;

    @BeforeAll
    static void bring_up() throws IOException, InterruptedException {
        var flavour = Flavour.valueOf(System.getProperty("story.flavour", "jvm").toUpperCase(Locale.ROOT));
        Assertions.assertThat(flavour.missing(ROOT)).as("not built").isEmpty();
        console = new Console(new PrintStream(System.out, true, StandardCharsets.UTF_8), false);
        // Not below /tmp, which pods cover with a volume of their own; the test JVM's /run ends with it.
        playground = Playground.start(ROOT, Files.createTempDirectory(Path.of("/run"), "story"), flavour, console);
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
