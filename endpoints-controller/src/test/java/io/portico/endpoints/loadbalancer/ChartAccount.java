package io.portico.endpoints.loadbalancer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A ServiceAccount with exactly the rights that {@code deploy/quickstart.yaml} gives endpoints-controller. */
final class ChartAccount {
    private static final String NAME = "portico-endpoints-controller";
    private static final String GROUP = "rbac.authorization.k8s.io";

    private ChartAccount() {}

    /** A client that is that account, in a namespace that stands for the install namespace. */
    static KubernetesClient client(KubeApi api, String namespace) {
        var admin = api.admin();
        var clusterRole = object(ClusterRole.class);
        clusterRole.getMetadata().setName(namespace);
        var role = object(Role.class);
        role.getMetadata().setNamespace(namespace);
        Stream.<HasMetadata>of(
                        clusterRole,
                        role,
                        new ServiceAccountBuilder()
                                .withNewMetadata()
                                .withName(NAME)
                                .withNamespace(namespace)
                                .endMetadata()
                                .build(),
                        new ClusterRoleBindingBuilder()
                                .withNewMetadata()
                                .withName(namespace)
                                .endMetadata()
                                .withNewRoleRef(GROUP, "ClusterRole", namespace)
                                .addNewSubject()
                                .withKind("ServiceAccount")
                                .withName(NAME)
                                .withNamespace(namespace)
                                .endSubject()
                                .build(),
                        new RoleBindingBuilder()
                                .withNewMetadata()
                                .withName(NAME)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewRoleRef(GROUP, "Role", NAME)
                                .addNewSubject()
                                .withKind("ServiceAccount")
                                .withName(NAME)
                                .withNamespace(namespace)
                                .endSubject()
                                .build())
                .forEach(object -> admin.resource(object).create());
        return new KubernetesClientBuilder()
                .withConfig(api.config(api.tokenOf(namespace, NAME)))
                .build();
    }

    private static <T extends HasMetadata> T object(Class<T> kind) {
        try {
            var yaml = new KubernetesSerialization();
            return Stream.of(Files.readString(Path.of("../deploy/quickstart.yaml"))
                            .split("(?m)^---$", -1))
                    .filter(document -> document.contains("\nkind: " + kind.getSimpleName() + "\n")
                            && document.contains("\n  name: " + NAME + "\n"))
                    .map(document -> yaml.unmarshal(document, kind))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
