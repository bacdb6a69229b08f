package io.portico.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Stream;

/** ServiceAccounts with exactly the rights that {@code deploy/quickstart.yaml} gives a service. */
public final class ChartAccount {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private ChartAccount() {}

    /**
     * A client that is such an account, which is made unless it is there.
     *
     * @param namespace stands for the install namespace
     * @param name of the account and of its roles: {@code portico-endpoints-controller}
     */
    public static KubernetesClient client(KubeApi api, String namespace, String name) {
        var admin = api.admin();
        var clusterRole = object(ClusterRole.class, name);
        clusterRole.getMetadata().setName(namespace);
        var role = object(Role.class, name);
        role.getMetadata().setNamespace(namespace);
        Stream.<HasMetadata>of(
                        clusterRole,
                        role,
                        new ServiceAccountBuilder()
                                .withNewMetadata()
                                .withName(name)
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
                                .withName(name)
                                .withNamespace(namespace)
                                .endSubject()
                                .build(),
                        new RoleBindingBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withNewRoleRef(GROUP, "Role", name)
                                .addNewSubject()
                                .withKind("ServiceAccount")
                                .withName(name)
                                .withNamespace(namespace)
                                .endSubject()
                                .build())
                .forEach(object -> admin.resource(object).serverSideApply());
        return new KubernetesClientBuilder()
                .withConfig(api.config(api.tokenOf(namespace, name)))
                .build();
    }

    private static <T extends HasMetadata> T object(Class<T> kind, String name) {
        try {
            var yaml = new KubernetesSerialization();
            return Stream.of(Files.readString(Repository.file("deploy/quickstart.yaml"))
                            .split("(?m)^---$", -1))
                    .filter(document -> document.contains("\nkind: " + kind.getSimpleName() + "\n")
                            && document.contains("\n  name: " + name + "\n"))
                    .map(document -> yaml.unmarshal(document, kind))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
