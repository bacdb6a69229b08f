package io.portico.playground.story;

import java.time.Duration;

/**
 * What a command answered.
 *
 * @param took how long it ran
 */
record Answer(int exitCode, String output, Duration took) {
    /** curl's exit code when a connection was refused, or by an ICMP reject unreachable. */
    private static final int CURL_REFUSED = 7;

    /** curl's exit code when the server's certificate was not accepted. */
    private static final int CURL_CERTIFICATE = 60;

    boolean succeeded() {
        return exitCode == 0;
    }

    boolean refused() {
        return exitCode == CURL_REFUSED;
    }

    boolean certificateRejected() {
        return exitCode == CURL_CERTIFICATE;
    }

    /** The output without the newline at its end. */
    String text() {
        return output.strip();
    }

    boolean has(String part) {
        return output.contains(part);
    }
}
