package io.portico.certificates;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** BouncyCastle is an optional dependency of the runtime: a service without certificates must get along without it. */
class CertificatesApartTest {
    @Test
    void nothing_in_the_runtime_but_certificates_needs_bouncy_castle() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..", "io.portico.certificates..")
                .check(new ClassFileImporter().importPackages("io.portico.runtime"));
    }

    @Test
    void certificates_are_pure() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Test")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "io.quarkus..",
                        "io.vertx..",
                        "java.nio.file..",
                        "java.net..",
                        "io.portico.runtime..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(new ClassFileImporter().importPackages("io.portico.certificates"));
    }
}
