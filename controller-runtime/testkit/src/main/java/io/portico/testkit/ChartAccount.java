package io.portico.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** A ServiceAccount with exactly the rights that {@code deploy/quickstart.yaml} gives a service, or with fewer. */
public final class ChartAccount {
    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final KubeApi api;
    private final String namespace;
    private final String name;
    private final ClusterRole clusterRole;

    private ChartAccount(KubeApi api, String namespace, String name, ClusterRole clusterRole) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.clusterRole = clusterRole;
    }

    /**
     * That account of a service, which is made unless it is there. Returns once the API server knows its rights.
     *
     * @param namespace stands for the install namespace
     * @param service the chart's name of the account and of its roles: {@code portico-endpoints-controller}
     */
    public static ChartAccount of(KubeApi api, String namespace, String service) {
        return named(api, namespace, service, service);
    }

    /** As {@link #of}, under a name of its own, so that what it does can be told from what others do. */
    public static ChartAccount named(KubeApi api, String namespace, String service, String name) {
        var clusterRole = objects(ClusterRole.class, service).getFirst();
        clusterRole.getMetadata().setName(namespace + "-" + name);
        var account = new ChartAccount(api, namespace, name, clusterRole);
        // One that elects no leader has no rights in its namespace, and no Role.
        account.create(objects(Role.class, service));
        return account;
    }

    private void create(List<Role> roles) {
        var of = new SubjectBuilder()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(namespace)
                .build();
        apply(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build());
        apply(clusterRole);
        apply(new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(clusterRole.getMetadata().getName())
                .endMetadata()
                .withNewRoleRef(GROUP, "ClusterRole", clusterRole.getMetadata().getName())
                .withSubjects(of)
                .build());
        for (var role : roles) {
            role.getMetadata().setName(name);
            role.getMetadata().setNamespace(namespace);
            apply(role);
            apply(new RoleBindingBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(namespace)
                    .endMetadata()
                    .withNewRoleRef(GROUP, "Role", name)
                    .withSubjects(of)
                    .build());
            awaitKnown(role.getRules());
        }
        awaitKnown(clusterRole.getRules());
    }

    private void apply(HasMetadata object) {
        api.admin().resource(object).serverSideApply();
    }

    /** Its token, which is good for an hour. */
    public String token() {
        return api.tokenOf(namespace, name);
    }

    /** A client that is this account; to be closed by who asked for it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(api.config(token())).build();
    }

    /**
     * From now on it has only those of its rights in the whole cluster for which {@code allowed} holds; those in its
     * own namespace stay. The API server knows what was added when this returns, and of what was taken in a moment.
     *
     * @param allowed asked with a resource, {@code endpointslices}, and a verb, {@code list}
     */
    public void limit(BiPredicate<String, String> allowed) {
        var rules = clusterRole.getRules().stream()
                .flatMap(rule -> rule.getResources().stream().map(resource -> limited(rule, resource, allowed)))
                .filter(rule -> !rule.getVerbs().isEmpty())
                .toList();
        apply(new ClusterRoleBuilder(clusterRole).withRules(rules).build());
        awaitKnown(rules);
    }

    private static PolicyRule limited(PolicyRule rule, String resource, BiPredicate<String, String> allowed) {
        return new PolicyRuleBuilder(rule)
                .withResources(resource)
                .withVerbs(rule.getVerbs().stream()
                        .filter(verb -> allowed.test(resource, verb))
                        .toList())
                .build();
    }

    /** The API server follows roles by watches of its own, so that a right that was written is not one yet. */
    private void awaitKnown(List<PolicyRule> rules) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!rules.stream().allMatch(this::isKnown)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the API server does not know the rights of " + name);
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private boolean isKnown(PolicyRule rule) {
        var names = rule.getResourceNames();
        var resource = rule.getResources().getFirst().split("/", 2);
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:" + namespace + ":" + name)
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withGroup(rule.getApiGroups().getFirst())
                .withResource(resource[0])
                .withSubresource(resource.length > 1 ? resource[1] : null)
                .withName(names == null || names.isEmpty() ? null : names.getFirst())
                .withVerb(rule.getVerbs().getFirst())
                .endResourceAttributes()
                .endSpec()
                .build();
        return api.admin()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }

    private static <T extends HasMetadata> List<T> objects(Class<T> kind, String name) {
        try {
            var yaml = new KubernetesSerialization();
            return Stream.of(Files.readString(Repository.file("deploy/quickstart.yaml"))
                            .split("(?m)^---$", -1))
                    .filter(document -> document.contains("\nkind: " + kind.getSimpleName() + "\n")
                            && document.contains("\n  name: " + name + "\n"))
                    .map(document -> yaml.unmarshal(document, kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
