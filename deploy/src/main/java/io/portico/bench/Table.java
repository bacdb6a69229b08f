package io.portico.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text under headings, printed in columns: the first to the left, the others, which hold numbers, to the right.
 */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** An empty table. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row; it has as many cells as there are headings. */
    public Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells under "
                    + rows.getFirst().size() + " headings");
        }
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        var widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        var out = new StringBuilder();
        for (var row : rows) {
            out.append(row.getFirst()).repeat(" ", widths[0] - row.getFirst().length());
            for (var i = 1; i < widths.length; i++) {
                out.repeat(" ", widths[i] - row.get(i).length() + 2).append(row.get(i));
            }
            out.append('\n');
        }
        return out.toString();
    }
}
