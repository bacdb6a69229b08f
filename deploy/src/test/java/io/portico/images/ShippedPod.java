package io.portico.images;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.portico.deploy.Chart;
import io.portico.playground.kubelet.content.ConfigSources;
import io.portico.playground.kubelet.content.PodEnvironment;
import io.portico.playground.kubelet.content.PodVolumes;
import io.portico.testkit.ClusterNetwork;
import io.portico.testkit.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;

/** A service's pod as the rendered chart has it, and what that is as options of podman. */
record ShippedPod(Pod pod) {
    /** The pod of that service, on that node. */
    static ShippedPod of(String service, ClusterNetwork.Node node) {
        var template = Chart.podTemplates(Chart.render(Map.of()))
                .filter(candidate ->
                        candidate.getSpec().getContainers().getFirst().getName().equals(service))
                .findFirst()
                .orElseThrow();
        return new ShippedPod(new PodBuilder()
                .withMetadata(template.getMetadata())
                .editMetadata()
                .withName(service + "-0")
                .withNamespace("portico-system")
                .endMetadata()
                .withSpec(template.getSpec())
                .editSpec()
                .withNodeName(node.name())
                .endSpec()
                .withNewStatus()
                .withPodIP(node.address())
                .withHostIP(node.address())
                .endStatus()
                .build());
    }

    Container container() {
        return pod.getSpec().getContainers().getFirst();
    }

    List<Container> initContainers() {
        return pod.getSpec().getInitContainers();
    }

    /** Where its readiness is asked. */
    String readiness() {
        var probe = container().getReadinessProbe().getHttpGet();
        var port = container().getPorts().stream()
                .filter(candidate -> candidate.getName().equals(probe.getPort().getStrVal()))
                .findFirst()
                .orElseThrow()
                .getContainerPort();
        return "http://" + pod.getStatus().getPodIP() + ":" + port + probe.getPath();
    }

    /** What comes behind {@code podman run}: all that the template says of the container, the image, its arguments. */
    List<String> options(Container container, String image, KubeApi api, Path directory) throws Exception {
        var options = new ArrayList<>(rights(container));
        for (var volume : container.getVolumeMounts()) {
            Assertions.assertThat(pod.getSpec().getVolumes())
                    .filteredOn(candidate -> candidate.getName().equals(volume.getName()))
                    .as("only emptyDir is known here")
                    .allMatch(candidate -> candidate.getEmptyDir() != null);
            options.addAll(List.of("--tmpfs", volume.getMountPath() + ":size=64m,mode=1777"));
        }
        if (!Objects.equals(pod.getSpec().getAutomountServiceAccountToken(), false)) {
            options.addAll(List.of("--volume", account(api, directory) + ":" + PodVolumes.ACCOUNT + ":ro"));
        }
        var environment = new PodEnvironment(pod, new ConfigSources(api.admin(), "portico-system"))
                .of(container, api.url().replace("https://", ""));
        environment.forEach((name, value) -> options.addAll(List.of("--env", name + "=" + value)));
        options.add(image);
        options.addAll(container.getArgs());
        return options;
    }

    private List<String> rights(Container container) {
        var context = container.getSecurityContext();
        var user = Objects.requireNonNull(
                context.getRunAsUser() != null
                        ? context.getRunAsUser()
                        : pod.getSpec().getSecurityContext().getRunAsUser(),
                "the chart says who runs it");
        var options = new ArrayList<>(List.of("--user", user + ":" + user));
        if (Objects.equals(context.getReadOnlyRootFilesystem(), true)) {
            options.addAll(List.of("--read-only", "--read-only-tmpfs=false"));
        }
        if (Objects.equals(context.getPrivileged(), true)) {
            options.add("--privileged");
            return options;
        }
        context.getCapabilities().getDrop().forEach(name -> options.addAll(List.of("--cap-drop", name)));
        context.getCapabilities().getAdd().forEach(name -> options.addAll(List.of("--cap-add", name)));
        if (Objects.equals(context.getAllowPrivilegeEscalation(), false)) {
            options.addAll(List.of("--security-opt", "no-new-privileges"));
        }
        Assertions.assertThat(context.getSeccompProfile().getType())
                .as("podman's own profile is taken for the runtime's")
                .isEqualTo("RuntimeDefault");
        return options;
    }

    private String account(KubeApi api, Path directory) throws IOException {
        var account = Files.createDirectories(directory.resolve("account"));
        var name = pod.getSpec().getServiceAccountName();
        Files.writeString(account.resolve("token"), api.tokenOf("portico-system", name));
        Files.writeString(account.resolve("namespace"), "portico-system");
        Files.write(account.resolve("ca.crt"), Files.readAllBytes(api.caCertificate()));
        return account.toString();
    }
}
