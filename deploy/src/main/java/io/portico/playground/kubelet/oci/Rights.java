package io.portico.playground.kubelet.oci;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a container's securityContext and its pod's leave it, as a kubelet and containerd read them. The seccomp profile
 * is not read.
 *
 * @param user the uid
 * @param group the gid
 * @param groups further gids
 * @param privileged whether all capabilities and settings are its own
 * @param noNewPrivileges whether a setuid program gives nothing
 * @param readOnlyRoot whether only its volumes can be written
 * @param capabilities such as {@code CAP_NET_ADMIN}
 */
record Rights(
        long user,
        long group,
        List<Long> groups,
        boolean privileged,
        boolean noNewPrivileges,
        boolean readOnlyRoot,
        Set<String> capabilities) {

    /** What containerd leaves a container that says nothing (containerd, {@code oci.WithDefaultUnixCapabilities}). */
    private static final List<String> DEFAULT = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "FSETID",
            "FOWNER",
            "MKNOD",
            "NET_RAW",
            "SETGID",
            "SETUID",
            "SETFCAP",
            "SETPCAP",
            "NET_BIND_SERVICE",
            "SYS_CHROOT",
            "KILL",
            "AUDIT_WRITE");

    /**
     * Those of a container.
     *
     * @param imageUser {@code uid:gid}, for what neither context says
     * @param all the capabilities that there are to give
     * @throws IllegalArgumentException in a kubelet's words, when it may not run so
     */
    static Rights of(Pod pod, Container container, String imageUser, Set<String> all) {
        var own = Objects.requireNonNullElseGet(
                container.getSecurityContext(), () -> new SecurityContextBuilder().build());
        var shared = Objects.requireNonNullElseGet(
                pod.getSpec().getSecurityContext(), () -> new PodSecurityContextBuilder().build());
        var user = first(own.getRunAsUser(), shared.getRunAsUser(), number(imageUser, 0));
        if (user == 0 && isTrue(own.getRunAsNonRoot() == null ? shared.getRunAsNonRoot() : own.getRunAsNonRoot())) {
            throw new IllegalArgumentException("container has runAsNonRoot and image will run as root");
        }
        return new Rights(
                user,
                first(own.getRunAsGroup(), shared.getRunAsGroup(), number(imageUser, 1)),
                groups(shared),
                isTrue(own.getPrivileged()),
                !isTrue(own.getPrivileged()) && Objects.equals(own.getAllowPrivilegeEscalation(), false),
                isTrue(own.getReadOnlyRootFilesystem()),
                capabilities(own, all));
    }

    private static List<Long> groups(PodSecurityContext context) {
        var groups = new ArrayList<>(context.getSupplementalGroups());
        if (context.getFsGroup() != null) {
            groups.add(context.getFsGroup());
        }
        return List.copyOf(groups);
    }

    private static Set<String> capabilities(SecurityContext context, Set<String> all) {
        var names = new LinkedHashSet<String>();
        if (isTrue(context.getPrivileged())) {
            names.addAll(all);
        } else {
            names.addAll(DEFAULT);
            var change = Objects.requireNonNullElseGet(context.getCapabilities(), Capabilities::new);
            if (change.getDrop().stream().anyMatch("ALL"::equalsIgnoreCase)) {
                names.clear();
            }
            change.getDrop().forEach(name -> names.remove(bare(name)));
            change.getAdd().forEach(name -> names.addAll(name.equalsIgnoreCase("ALL") ? all : Set.of(bare(name))));
        }
        names.retainAll(all);
        var capabilities = new LinkedHashSet<String>();
        names.forEach(name -> capabilities.add("CAP_" + name));
        return capabilities;
    }

    private static String bare(String name) {
        return name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
    }

    private static long first(@Nullable Long container, @Nullable Long pod, long image) {
        if (container != null) {
            return container;
        }
        return pod != null ? pod : image;
    }

    /** Part of {@code uid:gid}; root's where it is not said. */
    private static long number(String user, int part) {
        var parts = user.split(":", -1);
        if (part >= parts.length || parts[part].isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(parts[part]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the image's user \"" + user + "\" is no pair of numbers", e);
        }
    }

    private static boolean isTrue(@Nullable Boolean value) {
        return Objects.equals(value, true);
    }
}
