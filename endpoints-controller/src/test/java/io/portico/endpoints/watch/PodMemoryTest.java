package io.portico.endpoints.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.portico.endpoints.model.PodRecord;
import io.portico.endpoints.model.ServiceRecord;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a pod costs in memory, with all that is kept because of it. */
class PodMemoryTest {
    private static final int PODS = 100_000;
    private static final int PODS_OF_A_SERVICE = 10;
    private static final int MOST_BYTES = 400;

    @Test
    void a_pod_of_a_service_takes_at_most_400_bytes() {
        var _ = filled(1000); // what is made once, whatever the number of pods
        var before = used();
        var index = filled(PODS);
        try {
            var each = (used() - before) / PODS;
            System.out.println("bytes a pod: " + each); // for docs/benchmarks.md
            assertThat(each).isBetween(1L, (long) MOST_BYTES);
        } finally {
            Reference.reachabilityFence(index);
        }
    }

    private static NamespaceIndex filled(int pods) {
        var index = new NamespaceIndex();
        for (var i = 0; i < pods / PODS_OF_A_SERVICE; i++) {
            var _ = index.service("web-" + i, service(i));
        }
        for (var i = 0; i < pods; i++) {
            var _ = index.pod(null, PodRecord.of(pod(i)));
        }
        return index;
    }

    private static ServiceRecord service(int number) {
        return ServiceRecord.of(new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-" + number)
                .endMetadata()
                .withNewSpec()
                .addToSelector("app.kubernetes.io/name", "web-" + number)
                .endSpec()
                .build());
    }

    /** Every text is a String of its own, as a decoder makes them. */
    private static Pod pod(int number) {
        var service = number / PODS_OF_A_SERVICE;
        var labels = new HashMap<String, String>();
        labels.put(own("app.kubernetes.io/name"), "web-" + service);
        labels.put(own("app.kubernetes.io/instance"), "web-" + service);
        labels.put(own("pod-template-hash"), own("7c9d8f6b54"));
        var ip = "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 255, number & 255);
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(own("shop"))
                .withName("web-%d-7c9d8f6b54-%05d".formatted(service, number))
                .withUid(UUID.randomUUID().toString())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-" + number % 500)
                .addNewContainer()
                .addNewPort()
                .withName(own("http"))
                .withContainerPort(8080)
                .withProtocol(own("TCP"))
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIPs(new PodIP(ip))
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .endCondition()
                .endStatus()
                .build();
    }

    private static String own(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static long used() {
        for (var i = 0; i < 3; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
