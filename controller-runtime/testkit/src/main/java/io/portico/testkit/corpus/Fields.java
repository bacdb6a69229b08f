package io.portico.testkit.corpus;

import java.util.ArrayList;
import java.util.List;

/** The fields of a message, in their order, names as they were written. */
final class Fields {
    private final List<Field> fields = new ArrayList<>();

    /** One line of a head. */
    record Field(String name, String value) {}

    void add(String name, String value) {
        fields.add(new Field(name, value));
    }

    /** The values of that name, in any case. */
    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** Whether these are chunked: {@code Transfer-Encoding: chunked} and nothing else. */
    boolean isChunked() {
        var codings = all("transfer-encoding");
        return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
