package io.portico.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What numbers were measured on, for the first line of a result. */
public final class Machine {
    private static final long GIBIBYTE = 1024L * 1024;

    private Machine() {}

    /** Date, processors, memory, kernel and JDK of this machine. */
    public static String description() {
        return "%s: %d cores of %s, %d GiB, Linux %s, JDK %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        field("/proc/cpuinfo", "model name"),
                        Math.round(Double.parseDouble(
                                        field("/proc/meminfo", "MemTotal").replace(" kB", ""))
                                / GIBIBYTE),
                        System.getProperty("os.version"),
                        Runtime.version().feature() + "." + Runtime.version().interim() + "."
                                + Runtime.version().update());
    }

    private static String field(String file, String name) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("?");
        } catch (IOException e) {
            return "?";
        }
    }
}
