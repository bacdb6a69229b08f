package io.portico.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The rule that keeps {@code model} packages pure: values in, values out. */
public final class PureModel {
    private PureModel() {}

    /**
     * Asserts that no class of the model package uses a client, a clock, I/O, a framework, or the stations around it.
     */
    public static void assertPure(String service) {
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(service);
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
                        "java.net.http..",
                        "java.nio.channels..",
                        service + ".watch..",
                        service + ".apply..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }
}
