package io.portico.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A process and its descendants as {@code /proc} shows them. One that ends while it is looked at counts as nothing.
 *
 * @param root the process' id
 */
record ProcessTree(long root) {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern SIZES = Pattern.compile("(?m)^Vm(Peak|HWM|Data|Stk|Exe):.*$");
    private static final long TICKS_PER_SECOND = 100; // USER_HZ: a constant of the kernel's interface

    /**
     * Resident memory of all, in bytes. A child between its fork and its exec shows its parent's memory, which is not
     * counted again.
     */
    long rss() {
        return rss(root, "");
    }

    private static long rss(long pid, String parentMemory) {
        var status = status(pid);
        var memory = SIZES.matcher(status).results().map(MatchResult::group).collect(Collectors.joining());
        var own = memory.equals(parentMemory) ? 0 : bytes(status, "VmRSS:");
        return own
                + children(pid).stream().mapToLong(child -> rss(child, memory)).sum();
    }

    /** Resident memory of all that belongs to no file, in bytes. */
    long anonymous() {
        return members().stream()
                .mapToLong(member -> bytes(status(member), "RssAnon:"))
                .sum();
    }

    /** The most that the root alone had resident, in bytes; the kernel misses no peak, however short. */
    long peakOfRoot() {
        return bytes(status(root), "VmHWM:");
    }

    /** Processor time of all, and of the children that ended. */
    Duration cpu() {
        return members().stream().map(ProcessTree::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private List<Long> members() {
        var members = new ArrayList<>(List.of(root));
        for (var i = 0; i < members.size(); i++) {
            members.addAll(children(members.get(i)));
        }
        return members;
    }

    private static List<Long> children(long pid) {
        var children = new ArrayList<Long>();
        try (var tasks = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (var task : tasks) {
                for (var child : Files.readString(task.resolve("children")).split(" ", -1)) {
                    if (!child.isBlank()) {
                        children.add(Long.valueOf(child));
                    }
                }
            }
        } catch (IOException e) {
            return children;
        }
        return children;
    }

    private static String status(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/status"));
        } catch (IOException e) {
            return "";
        }
    }

    private static long bytes(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** Fields 14 to 17 of {@code /proc/PID/stat} (proc(5)); the second is a name that may hold blanks. */
    private static Duration cpu(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            var ticks = 0L;
            for (var field = 11; field <= 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
