package io.portico.nodeproxy.sysctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * The kernel's settings as files.
 *
 * @param directory usually {@code /proc/sys}
 * @param online usually {@code /sys/devices/system/cpu/online}
 */
public record KernelSettings(Path directory, Path online) {
    /** Those of this machine, and of the network namespace that this process is in. */
    public static final KernelSettings HERE =
            new KernelSettings(Path.of("/proc/sys"), Path.of("/sys/devices/system/cpu/online"));

    private static final String CONNTRACK = "net.netfilter.nf_conntrack_max";

    /**
     * How many CPUs the machine has that run, however few of them this process may use: a limit of the machine does not
     * follow from that of a container.
     */
    public int cpus() {
        try {
            return count(Files.readString(online).strip());
        } catch (IOException | IllegalArgumentException e) {
            return Runtime.getRuntime().availableProcessors();
        }
    }

    /** Whether the kernel follows connections by now. Until then it has none of the settings about them. */
    public boolean followsConnections() {
        return Files.exists(file(CONNTRACK));
    }

    /** A sentence for each setting that is not as wanted; none while no connections are followed. */
    public List<String> differences(Collection<Sysctl> wanted) {
        var differences = new ArrayList<String>();
        if (followsConnections()) {
            for (var sysctl : wanted) {
                try {
                    var is = read(sysctl);
                    if (!sysctl.isMetBy(is)) {
                        differences.add(sysctl.difference(is));
                    }
                } catch (IOException e) {
                    differences.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return differences;
    }

    /**
     * Makes it as wanted.
     *
     * @return what it was; empty when it was as wanted, and nothing was written
     * @throws IOException when it is still another afterwards; the message says why
     */
    OptionalLong write(Sysctl wanted) throws IOException {
        var was = read(wanted);
        if (wanted.isMetBy(was)) {
            return OptionalLong.empty();
        }
        try {
            Files.writeString(
                    file(wanted.name()),
                    String.valueOf(wanted.value()),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new IOException(wanted.difference(was) + ", and cannot be written: " + e, e);
        }
        var is = read(wanted);
        if (!wanted.isMetBy(is)) {
            throw new IOException(wanted.difference(is) + ", although it was written");
        }
        return OptionalLong.of(was);
    }

    private long read(Sysctl sysctl) throws IOException {
        try {
            return Long.parseLong(Files.readString(file(sysctl.name())).strip());
        } catch (IOException | NumberFormatException e) {
            throw new IOException(sysctl.name() + " cannot be read, and " + sysctl.value() + " is wanted: " + e, e);
        }
    }

    private Path file(String name) {
        return directory.resolve(name.replace('.', '/'));
    }

    /** Of {@code 0-3,8}, five. */
    static int count(String ranges) {
        return Arrays.stream(ranges.split(",", 0))
                .map(range -> range.split("-", 2))
                .mapToInt(ends -> Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1)
                .sum();
    }
}
