package io.portico.ingress.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EnginesApartTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.portico.ingress");

    @Test
    void engines_do_not_know_each_other_and_what_they_share_knows_none() {
        noClasses()
                .that()
                .resideInAnyPackage("..engine", "..engine.http1..", "..engine.netty..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..engine.vertx..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("..engine", "..engine.http1..", "..engine.vertx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..engine.netty..")
                .check(CLASSES);
    }

    @Test
    void the_codec_knows_buffers_and_no_channel() {
        noClasses()
                .that()
                .resideInAPackage("..engine.http1..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.handler.ssl..", "io.vertx..", "java.net..")
                .check(CLASSES);
    }
}
