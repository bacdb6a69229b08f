package io.portico.playground.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.portico.playground.kubelet.content.PodVolumes.Mount;
import io.portico.testkit.NetworkNamespace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What surrounds a container's process: a network namespace, its volumes where it mounts them (by mounts that only this
 * process sees), a working directory, the kernel's settings read-only as container runtimes give them, and no more
 * capabilities than the container's securityContext leaves it.
 *
 * @param network the pod's own, or its node's
 * @param directory of this pod alone
 */
record PodSandbox(NetworkNamespace network, Path directory) {
    /**
     * Runs in a mount namespace of the process' own, which {@code ip netns exec} has made. The paths are those that OCI
     * runtimes make read-only for containers that are not privileged. Where a mount point is not there, the nearest
     * directory that is gets a mirror in its place: a tmpfs with the same entries, in which it can be made.
     */
    private static final String ENTER = """
            set -e
            script=$1 rights=$2 directory=$3; shift 3
            # Where files and directories may be made: what is below /run ends with the playground.
            ours=" $(stat -c %d /run) "
            case $rights in
              confined)
                for path in /proc/bus /proc/fs /proc/irq /proc/sys /proc/sysrq-trigger /sys; do
                  [ ! -e "$path" ] || mount -o bind,ro,nosuid,nodev,noexec "$path" "$path"
                done ;;
              entered) ours="$ours$(stat -c %d /) " ;;
            esac
            mirror() {
              copy=$(mktemp -d "$directory/mirror.XXXXXX")
              mount -t tmpfs -o mode=755 mirror "$copy"
              for entry in "${1%/}"/* "${1%/}"/.[!.]*; do
                place=$copy/${entry##*/}
                if [ -L "$entry" ]; then cp -P "$entry" "$place"
                elif [ -d "$entry" ]; then mkdir "$place"; mount --rbind "$entry" "$place"
                elif [ -e "$entry" ]; then : >"$place"; mount --bind "$entry" "$place"; fi
              done
              ours="$ours$(stat -c %d "$copy") "
            }
            while [ "$1" != -- ]; do
              source=$1 target=$2 mode=$3
              if [ ! -e "$target" ]; then
                near=$target
                while [ ! -d "$near" ]; do near=${near%/*}; near=${near:-/}; done
                near=$(realpath "$near")
                case $ours in
                  *" $(stat -c %d "$near") "*) ;;
                  *)
                    mirror "$near"
                    [ "$near" != / ] || exec chroot "$copy" sh -c "$script" "$0" "$script" entered "$directory" "$@"
                    mount --rbind "$copy" "$near" ;;
                esac
                if [ -d "$source" ]; then mkdir -p "$target"; else mkdir -p "${target%/*}/"; : >"$target"; fi
              fi
              case $mode in
                ro) mount -o bind,ro,nosuid,nodev "$source" "$target" ;;
                *) mount --bind "$source" "$target" ;;
              esac
              shift 3
            done
            shift
            cd "$directory" && exec "$@"
            """;

    /** The container's command line, wrapped. */
    List<String> wrap(Pod pod, Container container, List<Mount> mounts, List<String> command) {
        var privileged = privileged(container);
        var wrapped = new ArrayList<>(List.of(
                "sh",
                "-c",
                ENTER,
                pod.getMetadata().getName(),
                ENTER,
                privileged ? "privileged" : "confined",
                directory.toString()));
        for (var mount : mounts) {
            wrapped.addAll(List.of(mount.source().toString(), mount.target(), mount.readOnly() ? "ro" : "rw"));
        }
        wrapped.add("--");
        if (!privileged) {
            wrapped.addAll(rights(container));
        }
        wrapped.addAll(command);
        // A session and so a process group of its own, by which all of its processes are found when the first has
        // ended.
        var whole = new ArrayList<>(List.of("setsid"));
        whole.addAll(network.command(wrapped.toArray(String[]::new)));
        return whole;
    }

    private static boolean privileged(Container container) {
        return container.getSecurityContext() != null
                && Objects.equals(container.getSecurityContext().getPrivileged(), true);
    }

    /**
     * The container's capabilities. DAC_READ_SEARCH comes on top of them, to read the build's files, which take the
     * place of an image and may belong to any user.
     */
    private static List<String> rights(Container container) {
        var capabilities = new ArrayList<>(List.of("-all", "+dac_read_search"));
        var noNewPrivileges = false;
        var context = container.getSecurityContext();
        if (context != null) {
            noNewPrivileges = Objects.equals(context.getAllowPrivilegeEscalation(), false);
            if (context.getCapabilities() != null) {
                context.getCapabilities().getAdd().stream()
                        .map(name -> "+" + name.toLowerCase(Locale.ROOT).replaceFirst("^cap_", ""))
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
