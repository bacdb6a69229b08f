package io.portico.certmanager.model.ingress;

import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.KeyAlgorithm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tuning annotations, named as cert-manager names them. A wrong value is reported and its default used: a
 * slip in a tuning value must not cost a host its TLS.
 *
 * @param options what holds
 * @param mistakes a sentence for each wrong value
 */
record OptionsReading(CertificateOptions options, List<String> mistakes) {
    private static final String PREFIX = "cert-manager.io/";
    private static final Duration SHORTEST_DURATION = Duration.ofHours(1);
    private static final int SHOWN = 80;
    private static final Duration SHORTEST_RENEW_BEFORE = Duration.ofMinutes(5);

    static OptionsReading of(Map<String, String> annotations) {
        var mistakes = new ArrayList<String>();
        var algorithm = algorithm(annotations.get(PREFIX + "private-key-algorithm"), mistakes);
        var size = size(annotations.get(PREFIX + "private-key-size"), algorithm, mistakes);
        var duration = duration(annotations.get(PREFIX + "duration"), mistakes);
        var renewBefore = renewBefore(annotations.get(PREFIX + "renew-before"), duration, mistakes);
        var commonName = commonName(annotations.get(PREFIX + "common-name"), mistakes);
        return new OptionsReading(
                new CertificateOptions(algorithm, size, duration, renewBefore, commonName), List.copyOf(mistakes));
    }

    private static KeyAlgorithm algorithm(@Nullable String text, List<String> mistakes) {
        return switch (text == null ? "" : text.toUpperCase(Locale.ROOT)) {
            case "", "ECDSA" -> KeyAlgorithm.ECDSA;
            case "RSA" -> KeyAlgorithm.RSA;
            default -> {
                mistakes.add(wrong("private-key-algorithm", text, "ECDSA or RSA", "ECDSA"));
                yield KeyAlgorithm.ECDSA;
            }
        };
    }

    private static int size(@Nullable String text, KeyAlgorithm algorithm, List<String> mistakes) {
        if (text == null) {
            return algorithm.defaultSize();
        }
        return algorithm.sizes().stream()
                .filter(size -> text.equals(size.toString()))
                .findFirst()
                .orElseGet(() -> {
                    var sizes = algorithm.sizes().stream().map(Object::toString).collect(Collectors.joining(", "));
                    mistakes.add(wrong(
                            "private-key-size",
                            text,
                            "one of " + sizes + " for " + algorithm,
                            Integer.toString(algorithm.defaultSize())));
                    return algorithm.defaultSize();
                });
    }

    private static Duration duration(@Nullable String text, List<String> mistakes) {
        if (text == null) {
            return CertificateOptions.DEFAULT.duration();
        }
        return parsed(text, SHORTEST_DURATION).orElseGet(() -> {
            mistakes.add(wrong("duration", text, "a duration of at least 1h, such as 2160h", "2160h"));
            return CertificateOptions.DEFAULT.duration();
        });
    }

    private static @Nullable Duration renewBefore(@Nullable String text, Duration duration, List<String> mistakes) {
        if (text == null) {
            return null;
        }
        var renewBefore = parsed(text, SHORTEST_RENEW_BEFORE)
                .filter(parsed -> parsed.compareTo(duration) < 0)
                .orElse(null);
        if (renewBefore == null) {
            mistakes.add(wrong(
                    "renew-before",
                    text,
                    "a duration of at least 5m and shorter than the certificate's, such as 720h",
                    "a third of the lifetime"));
        }
        return renewBefore;
    }

    private static @Nullable String commonName(@Nullable String text, List<String> mistakes) {
        if (text == null) {
            return null;
        }
        if (text.isBlank() || text.length() > CertificateOptions.COMMON_NAME_LENGTH) {
            mistakes.add(wrong("common-name", text, "a name of 1 to 64 characters", "the first host"));
            return null;
        }
        return text;
    }

    private static Optional<Duration> parsed(String text, Duration least) {
        return GoDuration.parse(text).filter(duration -> duration.compareTo(least) >= 0);
    }

    private static String wrong(String annotation, @Nullable String value, String expected, String used) {
        return "annotation " + PREFIX + annotation + " is \"" + shortened(String.valueOf(value)) + "\"; write "
                + expected + ". Until then " + used + " is used.";
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
    }
}
