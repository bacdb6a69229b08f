package io.portico.testkit.corpus;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be among the fields of a message, trailers included, and what is not.
 *
 * @param present with these values
 * @param absent names
 */
record ExpectedFields(List<Fields.Field> present, List<String> absent) {
    static final ExpectedFields ANY = new ExpectedFields(List.of(), List.of());

    ExpectedFields {
        present = List.copyOf(present);
        absent = List.copyOf(absent);
    }

    /** What is otherwise, in words. */
    List<String> differences(Fields fields) {
        var differences = new ArrayList<String>();
        for (var field : present) {
            var values = fields.all(field.name());
            // Where one value is asked for, a second one of that name is a difference, too.
            var wanted = present.stream()
                    .filter(other -> other.name().equalsIgnoreCase(field.name()))
                    .map(Fields.Field::value)
                    .toList();
            if (!values.equals(wanted)) {
                differences.add("%s is %s and not %s".formatted(field.name(), values, wanted));
            }
        }
        for (var name : absent) {
            if (fields.has(name)) {
                differences.add("%s is there: %s".formatted(name, fields.all(name)));
            }
        }
        return differences.stream().distinct().toList();
    }
}
