package io.portico.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The last line of a benchmark: {@code ratio NAME=OURS/THEIRS …}, two decimals; below 1 ours needs less. */
public final class Ratios {
    private final Map<String, Double> ratios = new LinkedHashMap<>();

    /** Adds one; {@code theirs} above 0. */
    public Ratios add(String name, double ours, double theirs) {
        ratios.put(name, ours / theirs);
        return this;
    }

    @Override
    public String toString() {
        return ratios.entrySet().stream()
                .map(ratio -> String.format(Locale.ROOT, " %s=%.2f", ratio.getKey(), ratio.getValue()))
                .collect(Collectors.joining("", "ratio", ""));
    }
}
