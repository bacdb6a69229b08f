package io.portico.playground.kubelet.oci;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.playground.cluster.Json;
import io.portico.playground.kubelet.Images.RootFileSystem;
import io.portico.playground.kubelet.content.PodVolumes.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A container as an OCI runtime takes it (opencontainers/runtime-spec, bundle.md and config.md): the image's root file
 * system with the pod's volumes, the rights that its securityContext leaves, the network namespace that is there, and a
 * process namespace of its own.
 *
 * @param directory of this bundle alone
 */
public record OciBundle(Path directory) {
    /** What runtimes hide, and what they make read-only, where a container is not privileged. */
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/sys/firmware");

    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private static final String WITHOUT_HYBRID_CGROUPS = "umount /sys/fs/cgroup/unified 2>/dev/null; exec \"$@\"";

    private static final String CONFIG = "config.json";
    private static final String ID = "container";

    /**
     * Writes it.
     *
     * @param pod with its addresses
     * @param network the name of its network namespace, or of its node's
     * @param arguments of the process
     * @param environment beside the image's
     * @throws IllegalArgumentException in a kubelet's words, when the container may not run so
     */
    public void write(
            Pod pod,
            Container container,
            RootFileSystem image,
            String network,
            List<Mount> mounts,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        var rights = Rights.of(pod, container, image.user(), Capabilities.ours());
        Files.createDirectories(directory);
        var hosts = Files.writeString(
                directory.resolve("hosts"),
                "127.0.0.1\tlocalhost\n::1\tlocalhost\n%s\t%s\n"
                        .formatted(pod.getStatus().getPodIP(), pod.getMetadata().getName()));
        var all = new ArrayList<>(kernel(rights.privileged()));
        all.add(bind(hosts, "/etc/hosts", "rw"));
        for (var mount : mounts) {
            all.add(bind(mount.source(), mount.target(), mount.readOnly() ? "ro" : "rw"));
        }
        var ownNetwork = !Objects.equals(pod.getSpec().getHostNetwork(), true);
        var config = new LinkedHashMap<String, Object>();
        config.put("ociVersion", "1.0.2");
        config.put("process", process(rights, arguments, image.environment(), environment));
        config.put("root", Map.of("path", image.root().toString(), "readonly", rights.readOnlyRoot()));
        if (ownNetwork) {
            config.put("hostname", pod.getMetadata().getName());
        }
        config.put("mounts", all);
        config.put(
                "linux",
                Map.of(
                        "namespaces", namespaces(network, ownNetwork),
                        "maskedPaths", rights.privileged() ? List.of() : MASKED,
                        "readonlyPaths", rights.privileged() ? List.of() : READ_ONLY));
        Files.writeString(directory.resolve(CONFIG), Json.of(config));
    }

    /** The command that runs it to its end, passes signals on and ends as it does. */
    public List<String> command() {
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(withoutHybridCgroups(crun("run", "--bundle", directory.toString(), ID)));
        return command;
    }

    /** A command that runs crun, which does not start below hybrid cgroups and needs none: only it sees them go. */
    public static List<String> withoutHybridCgroups(List<String> command) {
        var wrapped = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", WITHOUT_HYBRID_CGROUPS, "sh"));
        wrapped.addAll(command);
        return wrapped;
    }

    /**
     * The command that ends what of it still runs, where {@link #command} was killed; empty when it was not written.
     */
    public List<String> cleanup() {
        return Files.exists(directory.resolve(CONFIG)) ? crun("delete", "--force", ID) : List.of();
    }

    private List<String> crun(String... arguments) {
        var command = new ArrayList<>(
                List.of("crun", "--root", directory.resolve("state").toString(), "--cgroup-manager", "disabled"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, Object> process(
            Rights rights, List<String> arguments, List<String> image, Map<String, String> environment) {
        var variables = new LinkedHashMap<String, String>();
        for (var variable : image) {
            var equals = variable.indexOf('=');
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        variables.putAll(environment);
        var capabilities = List.copyOf(rights.capabilities());
        return Map.of(
                "terminal",
                false,
                "user",
                Map.of("uid", rights.user(), "gid", rights.group(), "additionalGids", rights.groups()),
                "args",
                arguments,
                "env",
                variables.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                "cwd",
                "/",
                "noNewPrivileges",
                rights.noNewPrivileges(),
                "capabilities",
                Map.of("bounding", capabilities, "effective", capabilities, "permitted", capabilities));
    }

    private static List<Map<String, Object>> namespaces(String network, boolean ownNetwork) {
        var namespaces = new ArrayList<Map<String, Object>>(List.of(
                Map.of("type", "mount"),
                Map.of("type", "pid"),
                Map.of("type", "ipc"),
                Map.of("type", "network", "path", "/run/netns/" + network)));
        if (ownNetwork) {
            namespaces.add(Map.of("type", "uts"));
        }
        return namespaces;
    }

    private static List<Map<String, Object>> kernel(boolean privileged) {
        return List.of(
                mount("/proc", "proc", "nosuid", "noexec", "nodev"),
                mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
                mount("/sys", "sysfs", "nosuid", "noexec", "nodev", privileged ? "rw" : "ro"));
    }

    private static Map<String, Object> mount(String target, String type, String... options) {
        return Map.of("destination", target, "type", type, "source", type, "options", List.of(options));
    }

    private static Map<String, Object> bind(Path source, String target, String mode) {
        return Map.of(
                "destination",
                target,
                "type",
                "bind",
                "source",
                source.toString(),
                "options",
                List.of("rbind", "rprivate", mode));
    }
}
