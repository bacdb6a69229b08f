package io.portico.nodeproxy.sysctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private static final int MOST_TEXT = 4096;
    private static final String CONNTRACK = "net.netfilter.nf_conntrack_max";

    /**
     * How many CPUs the machine has that run, however few of them this process may use: a limit of the machine does not
     * follow from that of a container.
     */
    public int cpus() {
        try {
            return count(text(online));
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
            return Long.parseLong(text(file(sysctl.name())));
        } catch (IOException | NumberFormatException e) {
            throw new IOException(sysctl.name() + " cannot be read, and " + sysctl.value() + " is wanted: " + e, e);
        }
    }

    /**
     * In one read: the kernel gives out a number at the first read and nothing after it, and {@link Files#readString}
     * begins with a single byte where a file says that its size is 0.
     */
    private static String text(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(MOST_TEXT), StandardCharsets.US_ASCII).strip();
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
