package io.portico.certmanager.model.ingress;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations as cert-manager's annotations have them, Go's {@code time.ParseDuration}: {@code 2160h}, {@code 1h30m}. */
final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(\\.[0-9]{1,9})?(h|m|s))+");
    private static final Pattern PART = Pattern.compile("([0-9.]+)(h|m|s)");

    private GoDuration() {}

    /** Empty when the text is none, or has units below a second. */
    static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(PART.matcher(text)
                .results()
                .map(part -> new BigDecimal(part.group(1)).multiply(seconds(part.group(2))))
                .map(seconds -> Duration.ofSeconds(seconds.longValue()))
                .reduce(Duration.ZERO, Duration::plus));
    }

    private static BigDecimal seconds(String unit) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "h" -> 3600;
                    case "m" -> 60;
                    default -> 1;
                });
    }
}
