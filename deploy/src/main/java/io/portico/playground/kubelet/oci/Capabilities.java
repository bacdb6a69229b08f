package io.portico.playground.kubelet.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The kernel's capabilities, without {@code CAP_} in front (linux/capability.h). */
final class Capabilities {
    /** In the order of their numbers. */
    private static final List<String> NAMES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP",
            "MAC_OVERRIDE",
            "MAC_ADMIN",
            "SYSLOG",
            "WAKE_ALARM",
            "BLOCK_SUSPEND",
            "AUDIT_READ",
            "PERFMON",
            "BPF",
            "CHECKPOINT_RESTORE");

    private static final String BOUNDING = "CapBnd:";

    private Capabilities() {}

    /** Those that this process may have, and so can give: on a machine that is a container itself not all. */
    static Set<String> ours() throws IOException {
        var mask = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(BOUNDING))
                .map(line ->
                        Long.parseUnsignedLong(line.substring(BOUNDING.length()).strip(), 16))
                .findFirst()
                .orElseThrow();
        var ours = new LinkedHashSet<String>();
        for (var number = 0; number < NAMES.size(); number++) {
            if ((mask >> number & 1) != 0) {
                ours.add(NAMES.get(number));
            }
        }
        return ours;
    }
}
