package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.testkit.KubeApi;
import io.portico.testkit.Requires;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@Requires(Requires.Need.KUBE_API)
class ControllerRuntimeOnApiServerTest {
    private final KubeApi api = KubeApi.shared();
    private final String namespace = api.newNamespace("runtime");

    @Test
    void an_event_said_twice_is_sent_once_and_after_a_restart_its_count_grows() {
        var about = ObjectRef.of(createConfigMap("noisy"));
        var problem = new Problem(about, "Wrong", "spec.x is wrong; write y");
        for (var restart = 0; restart < 2; restart++) {
            var expected = restart + 1;
            try (var recorder = new EventRecorder(
                    api.admin(), "tester", "tester-0", Clock.systemUTC(), new SimpleMeterRegistry())) {
                recorder.report(problem);
                recorder.report(problem);
                await().untilAsserted(() -> assertThat(api.admin()
                                .v1()
                                .events()
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getCount()).isEqualTo(expected);
                            assertThat(event.getReason()).isEqualTo("Wrong");
                            assertThat(event.getInvolvedObject().getUid()).isEqualTo(about.uid());
                        }));
            }
        }
    }

    @Test
    void an_informer_that_is_forbidden_at_first_recovers_once_it_is_allowed() {
        var names = new CopyOnWriteArrayList<String>();
        createConfigMap("seen");
        var account = api.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
        var health = new InformerHealth();
        try (var reader = new KubernetesClientBuilder()
                .withConfig(
                        api.config(api.tokenOf(namespace, account.getMetadata().getName())))
                .build()) {
            health.watch("configmaps", reader.configMaps().inNamespace(namespace), new Names(names));
            await().during(Duration.ofSeconds(1)).until(() -> !health.synced());
            allowToReadConfigMaps(account);
            await().atMost(Duration.ofSeconds(30)).until(health::synced);
            await().until(() -> names.contains("seen"));
            health.close();
        }
    }

    private void allowToReadConfigMaps(ServiceAccount account) {
        api.admin()
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("list", "watch")
                        .endRule()
                        .build())
                .create();
        api.admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject(
                                "", "ServiceAccount", account.getMetadata().getName(), namespace)
                        .build())
                .create();
    }

    private ConfigMap createConfigMap(String name) {
        return api.admin()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private record Names(List<String> names) implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap added) {
            names.add(added.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {}

        @Override
        public void onDelete(ConfigMap deleted, boolean unknownFinalState) {}
    }
}
