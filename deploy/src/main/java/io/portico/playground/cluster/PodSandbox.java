package io.portico.playground.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.testkit.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What surrounds a pod's process: a network namespace, the ServiceAccount's files where every in-cluster client looks
 * for them (by a mount that only this process sees), a working directory, and no more capabilities than the container's
 * securityContext leaves it.
 *
 * @param network the pod's own, or its node's
 * @param directory of this pod alone
 */
record PodSandbox(NetworkNamespace network, Path directory) {
    /** Where in-cluster clients find their token. */
    private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** `ip netns exec` has made a mount namespace of the process' own. */
    private static final String ENTER = """
            account=$1 directory=$2; shift 2
            if [ -d "$account" ]; then
              [ -d %1$s ] || { mount -t tmpfs tmpfs /var/run && mkdir -p %1$s; }
              mount --bind "$account" %1$s || exit 125
            fi
            cd "$directory" && exec "$@"
            """.formatted(ACCOUNT);

    /** The mount point, once for all pods: /var/run lies on the tmpfs of the own mount namespace. */
    static void prepare() throws IOException {
        Files.createDirectories(Path.of(ACCOUNT));
    }

    /** The files of the pod's ServiceAccount. */
    Path account() {
        return directory.resolve("serviceaccount");
    }

    /** The container's command line, wrapped. */
    List<String> wrap(Pod pod, Container container, List<String> command) {
        var wrapped = new ArrayList<>(List.of(
                "sh", "-c", ENTER, pod.getMetadata().getName(), account().toString(), directory.toString()));
        wrapped.addAll(privileges(container));
        wrapped.addAll(command);
        return network.command(wrapped.toArray(String[]::new));
    }

    /**
     * The container's capabilities. DAC_READ_SEARCH comes on top of them, to read the build's files, which take the
     * place of an image and may belong to any user.
     */
    private static List<String> privileges(Container container) {
        var capabilities = new ArrayList<>(List.of("-all", "+dac_read_search"));
        var noNewPrivileges = false;
        var context = container.getSecurityContext();
        if (context != null) {
            noNewPrivileges = Objects.equals(context.getAllowPrivilegeEscalation(), false);
            if (context.getCapabilities() != null) {
                context.getCapabilities().getAdd().stream()
                        .map(name -> "+" + name.toLowerCase(Locale.ROOT))
                        .forEach(capabilities::add);
            }
        }
        var set = String.join(",", capabilities);
        var command = new ArrayList<>(List.of("setpriv", "--bounding-set=" + set, "--inh-caps=" + set));
        if (noNewPrivileges) {
            command.add("--no-new-privs");
        }
        command.add("--");
        return command;
    }
}
