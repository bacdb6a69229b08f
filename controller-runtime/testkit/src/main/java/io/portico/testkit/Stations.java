package io.portico.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Instant;
import java.util.UUID;

/**
 * The rules of {@code docs/architecture.md} between the packages of one service. Data flows from {@code watch} through
 * {@code model} to {@code apply}, and a reader never comes back to a package that was left.
 */
public final class Stations {
    private final String service;
    private final JavaClasses classes;

    private Stations(String service) {
        this.service = service;
        this.classes = classes(service);
    }

    /**
     * Asserts all of them; a station that the service does not have holds them.
     *
     * @param service the service's top package: {@code io.portico.endpoints}
     * @throws AssertionError if one is broken, or there is no class in that package
     */
    public static void assertKept(String service) {
        var stations = new Stations(service);
        stations.theModelIsPure();
        stations.watchAndApplyMeetInTheModel();
        stations.enginesAreApart();
        assertNoPackageCycle(stations.classes);
    }

    /** Asserts, of what has no stations, that no package of it leads back to one that leads there. */
    public static void assertNoPackageCycle(String top) {
        assertNoPackageCycle(classes(top));
    }

    private static JavaClasses classes(String top) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(top);
    }

    /** Values in, values out: no client, clock, chance, I/O, process or framework, and no station around it. */
    private void theModelIsPure() {
        noClasses()
                .that()
                .resideInAPackage(service + ".model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client..",
                        "io.quarkus..",
                        "io.vertx..",
                        "io.netty..",
                        "io.micrometer..",
                        "jakarta..",
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net.http..",
                        "java.util.random..",
                        service + ".watch..",
                        service + ".apply..",
                        service + ".engine..",
                        service + "..process..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|InstantSource)"
                        + "|java\\.util\\.(Random|concurrent\\.ThreadLocalRandom)|java\\.security\\.SecureRandom"
                        + "|java\\.lang\\.Process(Builder|Handle)?")
                .orShould()
                .callMethodWhere(asks(Instant.class, "now")
                        .or(asks(System.class, "currentTimeMillis|nanoTime|getenv|getProperty"))
                        .or(asks(Math.class, "random"))
                        .or(asks(UUID.class, "randomUUID")))
                .check(classes);
    }

    private static DescribedPredicate<JavaCall<?>> asks(Class<?> what, String methods) {
        return DescribedPredicate.describe(
                what.getSimpleName() + "." + methods,
                call -> call.getTargetOwner().isEquivalentTo(what)
                        && call.getName().matches(methods));
    }

    private void watchAndApplyMeetInTheModel() {
        for (var pair : new String[][] {{"apply", "watch"}, {"watch", "apply"}}) {
            noClasses()
                    .that()
                    .resideInAPackage(service + "." + pair[0] + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(service + "." + pair[1] + "..")
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    private void enginesAreApart() {
        slices().matching(service + ".engine.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(alwaysTrue(), resideInAPackage(service + ".engine.http1"))
                .allowEmptyShould(true)
                .check(classes);
    }

    private static void assertNoPackageCycle(JavaClasses classes) {
        slices().assignedFrom(new Packages()).should().beFreeOfCycles().check(classes);
    }

    /** Each package is a slice of its own, also the top one. */
    private static final class Packages implements SliceAssignment {
        @Override
        public String getDescription() {
            return "packages";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }
    }
}
