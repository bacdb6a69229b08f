package io.portico.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChartImagesTest {
    private static final Pattern IMAGE = Pattern.compile("image: (\\S+)");
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void the_images_are_called_as_the_build_calls_them() throws IOException {
        var version = Pattern.compile("<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(images(Map.of()))
                .containsExactly(
                        "localhost/portico/cert-manager-lite:" + version,
                        "localhost/portico/default-backend:" + version,
                        "localhost/portico/endpoints-controller:" + version,
                        "localhost/portico/ingress-controller:" + version,
                        "localhost/portico/node-proxy:" + version);
    }

    @Test
    void the_jvm_flavour_has_tags_of_its_own() {
        assertThat(images(Map.of(
                        "image.registry", "registry.example.com/p", "image.tag", "1.2.3", "image.flavour", "jvm")))
                .contains("registry.example.com/p/node-proxy:1.2.3-jvm")
                .allMatch(image -> image.endsWith(":1.2.3-jvm"));
    }

    @Test
    void a_component_may_have_an_image_of_its_own() {
        assertThat(images(Map.of(
                        "ingressController.image.repository", "mirror.example.com/ic",
                        "ingressController.image.tag", "mine",
                        "nodeProxy.image.digest", DIGEST,
                        "defaultBackend.image.tag", "v2",
                        "defaultBackend.image.digest", DIGEST)))
                .contains(
                        "mirror.example.com/ic:mine",
                        "localhost/portico/node-proxy@" + DIGEST,
                        "localhost/portico/default-backend:v2@" + DIGEST);
    }

    @Test
    void a_digest_that_is_none_is_refused_by_name() {
        assertThatThrownBy(() -> Chart.render(Map.of("nodeProxy.image.digest", "sha256:abc")))
                .hasMessageContaining("digest");
    }

    private static Set<String> images(Map<String, ?> values) {
        return IMAGE.matcher(Chart.render(values))
                .results()
                .map(found -> found.group(1).replace("\"", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
