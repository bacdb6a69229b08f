package io.portico.playground.kubelet.content;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.portico.playground.kubelet.content.ConfigSources.NotThere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A pod's volumes, as directories on this machine, and where its containers see them. */
public final class PodVolumes {
    /** Where in-cluster clients find their token. */
    public static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final Set<PosixFilePermission> EVERYBODY = EnumSet.allOf(PosixFilePermission.class);

    private final Pod pod;
    private final VolumeFiles files;
    private final ServiceAccountFiles account;
    private final Path directory;
    private final Map<String, VolumeDirectory> shown = new HashMap<>();

    /**
     * What a container sees at a place of its file system.
     *
     * @param source a file or directory on this machine
     * @param target absolute, in the container
     */
    public record Mount(Path source, String target, boolean readOnly) {}

    /**
     * Makes nothing yet.
     *
     * @param directory of this pod's volumes alone
     */
    public PodVolumes(Pod pod, VolumeFiles files, ServiceAccountFiles account, Path directory) {
        this.pod = pod;
        this.files = files;
        this.account = account;
        this.directory = directory;
    }

    /**
     * Makes them, or brings those up to date that show objects of the cluster.
     *
     * @throws NotThere while something that they show is absent; in a kubelet's words
     * @throws IllegalArgumentException in words, for what is not known here
     */
    public void update() throws IOException, NotThere {
        if (account.wanted() && !shown.containsKey(ACCOUNT)) {
            show(ACCOUNT, "serviceaccount", account.files());
        }
        for (var volume : pod.getSpec().getVolumes()) {
            var name = volume.getName();
            try {
                var held = files.of(volume);
                if (held.isPresent()) {
                    show(name, "volumes/" + name, held.get());
                } else {
                    // Whoever runs the containers writes here, as a kubelet has it.
                    Files.setPosixFilePermissions(
                            Files.createDirectories(directory.resolve("volumes/" + name)), EVERYBODY);
                }
            } catch (NotThere e) {
                throw new NotThere("MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage());
            }
        }
    }

    /**
     * What a container sees, the outer mounts first.
     *
     * @throws IllegalArgumentException in words, for a mount that cannot be
     */
    public List<Mount> of(Container container) throws IOException {
        var mounts = new ArrayList<Mount>();
        for (var mount : container.getVolumeMounts()) {
            var volume = directory.resolve("volumes/" + mount.getName());
            var source = volume;
            if (mount.getSubPath() != null && !mount.getSubPath().isEmpty()) {
                source = volume.resolve(mount.getSubPath()).normalize();
                if (!source.startsWith(volume)) {
                    throw new IllegalArgumentException(
                            "subPath \"" + mount.getSubPath() + "\" leads out of the volume");
                }
                if (!Files.exists(source)) {
                    Files.createDirectories(source);
                }
                // A subPath shows what there was when the container started, as with a kubelet.
                source = source.toRealPath();
            }
            mounts.add(new Mount(
                    source,
                    mount.getMountPath(),
                    Objects.equals(mount.getReadOnly(), true) || !writable(mount.getName())));
        }
        if (account.wanted() && mounts.stream().noneMatch(mount -> mount.target.equals(ACCOUNT))) {
            mounts.add(new Mount(directory.resolve("serviceaccount"), ACCOUNT, true));
        }
        mounts.sort(Comparator.comparing(Mount::target));
        return mounts;
    }

    private void show(String key, String place, Map<String, byte[]> held) throws IOException {
        var volume = shown.get(key);
        if (volume == null) {
            volume = new VolumeDirectory(directory.resolve(place));
            shown.put(key, volume);
        }
        volume.show(held);
    }

    private boolean writable(String name) {
        return pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .map(Volume::getEmptyDir)
                .anyMatch(Objects::nonNull);
    }
}
