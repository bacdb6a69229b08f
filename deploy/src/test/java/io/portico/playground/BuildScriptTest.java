package io.portico.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/build.sh} in a project of empty modules, whose mvnw is a few lines of shell. */
class BuildScriptTest {
    private static final Path REAL = Path.of("").toAbsolutePath().resolve("build.sh");
    private static final String BUILD = "build default-backend node-proxy && echo done";

    @TempDir
    Path root;

    private record Ended(int exitCode, String output) {}

    @BeforeEach
    void a_project() throws IOException {
        for (var module : List.of(
                "default-backend",
                "endpoints-controller",
                "node-proxy",
                "ingress-controller",
                "cert-manager-lite",
                "deploy")) {
            write(module + "/pom.xml", "<project/>");
            write(module + "/src/main/java/A.java", "class A {}");
        }
        write("controller-runtime/runtime/src/main/java/R.java", "class R {}");
        write("pom.xml", "<project/>");
        write(".mvn/jvm.config", "");
        maven("""
                for module in default-backend endpoints-controller node-proxy ingress-controller cert-manager-lite; do
                  mkdir -p $module/target/quarkus-app
                  touch $module/target/quarkus-app/quarkus-run.jar
                done
                mkdir -p deploy/target/lib deploy/target/classes/io/portico/playground
                touch deploy/target/classes/io/portico/playground/Main.class
                echo '[INFO] Building Portico node proxy 0.1.0-SNAPSHOT                            [5/8]'
                sleep 1.5
                """);
        Files.copy(REAL, root.resolve("deploy/build.sh"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void what_is_absent_is_built_once_and_the_module_that_maven_is_at_is_shown() throws Exception {
        var first = sh(BUILD);
        assertThat(first.output)
                .contains("Building default-backend node-proxy deploy")
                .contains("5/8 Portico node proxy")
                .contains("built in");
        assertThat(sh(BUILD)).isEqualTo(new Ended(0, "done\n"));
    }

    @Test
    void a_file_that_was_written_anew_with_the_same_content_builds_nothing() throws Exception {
        sh(BUILD);
        var source = root.resolve("node-proxy/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(3600)));
        assertThat(sh(BUILD)).isEqualTo(new Ended(0, "done\n"));
    }

    @Test
    void other_content_is_built_however_old_the_file_says_it_is() throws Exception {
        sh(BUILD);
        for (var changed : List.of(
                "node-proxy/src/main/java/A.java", "pom.xml", "controller-runtime/runtime/src/main/java/R.java")) {
            write(changed, "other");
            Files.setLastModifiedTime(root.resolve(changed), FileTime.from(Instant.EPOCH));
            assertThat(sh(BUILD).output).as(changed).contains("Building").contains("node-proxy");
            assertThat(sh(BUILD)).isEqualTo(new Ended(0, "done\n"));
        }
        Files.delete(root.resolve("node-proxy/src/main/java/A.java"));
        assertThat(sh(BUILD).output).as("a deleted file").contains("Building node-proxy");
        write("ingress-controller/src/main/java/A.java", "other");
        assertThat(sh(BUILD).output).as("a module that is not asked for").isEqualTo("done\n");
    }

    @Test
    void a_failed_build_shows_its_errors_and_where_the_rest_is_and_is_tried_again() throws Exception {
        maven("echo lots; echo '[ERROR] A.java:[3,5] cannot find symbol'; exit 1");
        for (var attempt = 0; attempt < 2; attempt++) {
            var failed = sh(BUILD);
            assertThat(failed.exitCode).isEqualTo(1);
            assertThat(failed.output)
                    .contains("[ERROR] A.java:[3,5] cannot find symbol")
                    .contains(
                            "the build failed: all that Maven printed is in " + root.resolve("deploy/target/build.log"))
                    .doesNotContain("done");
        }
        maven("echo no such JDK; exit 1");
        assertThat(sh(BUILD).output).contains("no such JDK");
    }

    @Test
    void what_maven_built_by_hand_is_remembered_unless_a_source_was_written_since() throws Exception {
        command("./mvnw");
        command("deploy/build.sh", "remember");
        assertThat(sh(BUILD)).isEqualTo(new Ended(0, "done\n"));
        write("node-proxy/src/main/java/A.java", "other");
        Files.setLastModifiedTime(
                root.resolve("node-proxy/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(3600)));
        command("deploy/build.sh", "remember");
        assertThat(sh(BUILD).output).contains("Building node-proxy");
    }

    private void maven(String script) throws IOException {
        write("mvnw", "#!/bin/sh\n" + script);
        assertThat(root.resolve("mvnw").toFile().setExecutable(true)).isTrue();
    }

    private void write(String file, String content) throws IOException {
        var path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private Ended sh(String line) throws IOException, InterruptedException {
        return command(
                "bash",
                "-c",
                "set -eu; root=$1; fail() { echo \"$1\" >&2; exit \"${2:-2}\"; }; . \"$root/deploy/build.sh\"; " + line,
                "bash",
                root.toString());
    }

    private Ended command(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }
}
