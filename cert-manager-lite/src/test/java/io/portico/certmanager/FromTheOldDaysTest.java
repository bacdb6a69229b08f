package io.portico.certmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each manifest that {@code docs/from-the-old-days.md} calls today's is one that today's API server takes. */
class FromTheOldDaysTest {
    private static final Pattern MANIFEST = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    @Requires(Requires.Need.KUBE_API)
    void the_manifests_of_today_are_accepted_by_the_api_server() throws IOException {
        var manifests = manifests();
        assertThat(manifests)
                .extracting(HasMetadata::getKind)
                .containsExactly("Service", "Ingress", "IngressClass", "Secret");
        for (var manifest : manifests) {
            assertThat(KubeApi.shared()
                            .admin()
                            .resource(manifest)
                            .dryRun()
                            .create()
                            .getMetadata()
                            .getUid())
                    .isNotEmpty();
        }
    }

    private static List<HasMetadata> manifests() throws IOException {
        var page = Files.readString(Path.of("../docs/from-the-old-days.md"));
        return MANIFEST.matcher(page)
                .results()
                .<HasMetadata>map(block -> Serialization.unmarshal(block.group(1), HasMetadata.class))
                .toList();
    }
}
