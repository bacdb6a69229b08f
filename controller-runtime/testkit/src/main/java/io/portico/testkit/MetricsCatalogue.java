package io.portico.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.portico.runtime.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A catalogue of metrics beside the code, {@code /q/metrics} and {@code docs/metrics.md}: all say the same. */
public final class MetricsCatalogue {
    private static final Path PAGE = Repository.file("docs/metrics.md");
    /** Of the JVM, the process and the libraries. */
    private static final List<String> FOREIGN = List.of("jvm_", "process_", "system_", "netty_", "worker_pool_");

    private static final Set<String> MAKERS =
            Set.of("counter", "gauge", "timer", "summary", "gaugeCollectionSize", "gaugeMapSize", "more", "builder");

    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    private MetricsCatalogue() {}

    /** Asserts that no class of that package makes a meter but by its catalogue. */
    public static void assertOnlyWay(String service) {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(service);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.portico.runtime.metrics")
                .should()
                .callMethodWhere(DescribedPredicate.describe("makes a meter", MetricsCatalogue::makesMeter))
                .because("a metric is an entry of the service's catalogue, and made by it")
                .check(classes);
    }

    private static boolean makesMeter(JavaMethodCall call) {
        var owner = call.getTargetOwner().getPackageName();
        return owner.startsWith("io.micrometer") && !owner.endsWith(".search") && MAKERS.contains(call.getName());
    }

    /**
     * Asserts that {@code docs/metrics.md} has the catalogue's table in the section of that title; with
     * {@code -Dgolden.update=true} it is written there.
     */
    public static void assertDocumented(String title, Collection<Metric> catalogue) {
        var begin = "<!-- " + title + ": from its catalogue, by -Dgolden.update -->\n";
        var end = "<!-- end -->\n";
        var table = catalogue.stream()
                .map(MetricsCatalogue::row)
                .collect(joining("", "| metric | labels | what it says | whose name |\n|---|---|---|---|\n", ""));
        var page = read();
        var from = page.indexOf(begin);
        assertThat(from).as("%s has a line %s", PAGE, begin).isNotNegative();
        var to = page.indexOf(end, from);
        assertThat(to).as("%s has a line %s after it", PAGE, end).isNotNegative();
        if (Golden.isUpdate()) {
            write(page.substring(0, from) + begin + table + page.substring(to));
        }
        assertThat(read())
                .as("%s, %s (write it with -Dgolden.update=true)", PAGE, title)
                .contains(begin + table + end);
    }

    private static String row(Metric metric) {
        return "| `%s` | %s | %s%s | %s |\n"
                .formatted(
                        metric.name(),
                        metric.labels().stream()
                                .map(label -> "`" + label.name() + "`: " + label.values())
                                .collect(joining("; ")),
                        switch (metric.type()) {
                            case COUNTER, GAUGE -> "";
                            case TIMER, SIZES -> metric.histogram() ? "histogram: " : "summary: ";
                        },
                        metric.help(),
                        metric.origin() == Metric.Origin.PORTICO
                                ? ""
                                : metric.origin().title());
    }

    /**
     * Asserts that an answer of {@code /q/metrics} has no own metric that the catalogue has not, each with the
     * catalogue's type, text and labels, and that it has all but those that come with their first use.
     */
    public static void assertShown(String scraped, Collection<Metric> catalogue, String... comeLater) {
        var missing = catalogue.stream().map(Metric::name).collect(toCollection(TreeSet::new));
        Stream.of(comeLater).forEach(missing::remove);
        for (var line : scraped.lines().toList()) {
            if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
                var words = line.split(" ", 4);
                var family = words[2];
                if (FOREIGN.stream().noneMatch(family::startsWith)) {
                    var metric = find(family, catalogue);
                    missing.remove(metric.name());
                    assertThat(words[3])
                            .as("%s of %s", words[1], family)
                            .isEqualTo(words[1].equals("HELP") ? metric.help() : type(metric, family));
                }
            } else if (!line.startsWith("#") && FOREIGN.stream().noneMatch(line::startsWith)) {
                var metric = find(line.split("[{ ]", 2)[0].replaceAll("_(bucket|count|sum)$", ""), catalogue);
                assertThat(LABEL.matcher(line).results().map(label -> label.group(1)))
                        .as(line)
                        .filteredOn(label -> !label.equals("le"))
                        .containsExactlyInAnyOrderElementsOf(
                                metric.labels().stream().map(Metric.Label::name).toList());
            }
        }
        assertThat(missing).as("described, but not shown").isEmpty();
    }

    private static Metric find(String family, Collection<Metric> catalogue) {
        return catalogue.stream()
                .filter(metric ->
                        family.equals(metric.name()) || isCounter(family, metric) || isMaximum(family, metric))
                .findFirst()
                .orElseThrow(() -> new AssertionError(family + " is in no catalogue"));
    }

    /** OpenMetrics has the end of a counter's name in its samples alone. */
    private static boolean isCounter(String family, Metric metric) {
        return metric.type() == Metric.Type.COUNTER && metric.name().equals(family + "_total");
    }

    /** Micrometer shows it as a gauge beside whatever is measured. */
    private static boolean isMaximum(String family, Metric metric) {
        return family.equals(metric.name() + "_max")
                && (metric.type() == Metric.Type.TIMER || metric.type() == Metric.Type.SIZES);
    }

    private static String type(Metric metric, String family) {
        return switch (metric.type()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER, SIZES -> isMaximum(family, metric) ? "gauge" : metric.histogram() ? "histogram" : "summary";
        };
    }

    private static String read() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(String page) {
        try {
            Files.writeString(PAGE, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
