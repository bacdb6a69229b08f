package io.portico.testkit.corpus;

import java.util.List;

/** Words of a summary. */
final class Titles {
    private Titles() {}

    /** One after the other; the same word several times in a row only once, with their number. */
    static String joined(List<String> titles, String separator) {
        var text = new StringBuilder();
        var from = 0;
        while (from < titles.size()) {
            var to = from + 1;
            while (to < titles.size() && titles.get(to).equals(titles.get(from))) {
                to++;
            }
            text.append(text.isEmpty() ? "" : separator).append(to - from > 2 ? (to - from) + "× " : "");
            if (to - from == 2) {
                text.append(titles.get(from)).append(separator);
            }
            text.append(titles.get(from));
            from = to;
        }
        return text.toString();
    }
}
