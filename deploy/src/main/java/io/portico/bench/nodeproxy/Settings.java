package io.portico.bench.nodeproxy;

import io.portico.playground.Flavour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What to measure.
 *
 * @param root the project's directory
 * @param sizes numbers of Services, growing
 * @param patience how long a cold start may take
 * @param changes how many Services move at each size
 * @param load how long each program's rules carry connections, in each of its turns
 * @param flavours of our program
 * @param upstream whether kube-proxy is measured, too
 * @param logs where what the programs print is kept
 * @param options of our program's JVM or executable, beside those that the playground gives
 */
record Settings(
        Path root,
        List<Integer> sizes,
        Duration patience,
        int changes,
        Duration load,
        List<Flavour> flavours,
        boolean upstream,
        Path logs,
        List<String> options) {

    /** {@code ROOT SIZE,SIZE,… PATIENCE-SECONDS CHANGES LOAD-MILLISECONDS FLAVOUR,… upstream|alone LOGS OPTION...} */
    static Settings of(String... arguments) {
        return new Settings(
                Path.of(arguments[0]),
                Arrays.stream(arguments[1].split(",", -1))
                        .map(Integer::valueOf)
                        .sorted()
                        .toList(),
                Duration.ofSeconds(Long.parseLong(arguments[2])),
                Integer.parseInt(arguments[3]),
                Duration.ofMillis(Long.parseLong(arguments[4])),
                Arrays.stream(arguments[5].split(",", -1))
                        .map(name -> Flavour.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                arguments[6].equals("upstream"),
                Path.of(arguments[7]),
                List.of(arguments).subList(8, arguments.length));
    }
}
