package io.portico.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/endpoints.md} names for each rule the test that shows it: all of them exist, and no golden file is
 * missing.
 */
class RulesAreShownTest {
    private static final Path PAGE = Path.of("../docs/endpoints.md");

    @Test
    void each_test_that_the_page_names_exists() throws IOException {
        var page = Files.readString(PAGE);
        var tests = Pattern.compile("`([A-Z]\\w+Test)\\.(\\w+)`")
                .matcher(page)
                .results()
                .toList();
        assertThat(tests).isNotEmpty();
        assertThat(tests)
                .allSatisfy(test -> assertThat(sources(test.group(1)))
                        .as(test.group())
                        .anyMatch(source -> source.contains("void " + test.group(2) + "(")));
    }

    @Test
    void the_page_names_each_golden_file() throws IOException {
        var page = Files.readString(PAGE);
        var named = Pattern.compile("`((?:plan|mirror)/\\w+)`")
                .matcher(page)
                .results()
                .map(MatchResult::group);
        var there = Stream.of("plan", "mirror")
                .flatMap(folder -> Golden.behaviours(folder).stream().map(name -> "`" + folder + "/" + name + "`"));
        assertThat(named).containsExactlyInAnyOrderElementsOf(there.toList());
    }

    private static Stream<String> sources(String name) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(name + ".java")).toList().stream()
                    .map(RulesAreShownTest::text);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
