package io.portico.bench.proxy;

import io.portico.testkit.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** As many requests as go, by wrk: each connection asks again as soon as it is answered. */
final class ClosedLoop {
    private static final Pattern REQUESTS =
            Pattern.compile("(?m)^ *(?<count>[0-9]+) requests in (?<time>[0-9.]+)(?<unit>m?s|m),");
    private static final Pattern REFUSED = Pattern.compile("(?m)^ *Non-2xx or 3xx responses: .*$");
    private static final Pattern LOST = Pattern.compile(
            "Socket errors: connect (?<connect>\\d+), read (?<read>\\d+), write (?<write>\\d+), timeout (?<timeout>\\d+)");

    private ClosedLoop() {}

    /**
     * What was answered.
     *
     * @param count of requests
     * @param perSecond of them
     */
    record Answered(long count, double perSecond) {}

    /** Throws IllegalStateException when something was not answered as it should be. */
    static Answered run(Cell cell, String url, Duration duration) {
        var command = new ArrayList<>(List.of(
                "wrk", "-t1", "-c" + cell.connections(), "-d" + duration.toSeconds() + "s", "--timeout", "20s"));
        if (!cell.kept()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add(url);
        return read(cell, Commands.run(command));
    }

    /** What wrk printed. */
    static Answered read(Cell cell, String output) {
        var requests = REQUESTS.matcher(output);
        if (!requests.find()) {
            throw new IllegalStateException("wrk says nothing of " + cell + ":\n" + output);
        }
        if (REFUSED.matcher(output).find() || isLost(cell, output)) {
            throw new IllegalStateException("not all was answered in " + cell + ":\n" + output);
        }
        var count = Long.parseLong(requests.group("count"));
        var seconds = Double.parseDouble(requests.group("time"))
                * switch (requests.group("unit")) {
                    case "ms" -> 0.001;
                    case "m" -> 60;
                    default -> 1;
                };
        return new Answered(count, count / seconds);
    }

    /** Where each answer ends its connection, wrk takes some of the ends for errors of reading. */
    private static boolean isLost(Cell cell, String output) {
        var lost = LOST.matcher(output);
        return lost.find()
                && !(lost.group("connect").equals("0")
                        && lost.group("timeout").equals("0")
                        && (!cell.kept()
                                || (lost.group("read").equals("0")
                                        && lost.group("write").equals("0"))));
    }
}
