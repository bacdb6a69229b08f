package io.portico.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordEqualsTest {
    private static final ClassFileLocator CLASSES =
            ClassFileLocator.ForClassLoader.of(RecordEqualsTest.class.getClassLoader());

    /** With a component of every kind that is compared in a way of its own. */
    public record Sample(
            int number,
            long big,
            boolean yes,
            double precise,
            float rough,
            @Nullable String text,
            List<Integer> list) {}

    /** Whose equality is its author's. */
    public record ByHand(String text) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ByHand hand && text.equalsIgnoreCase(hand.text);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    @Test
    void changed_records_are_equal_when_they_were_before() throws ReflectiveOperationException, IOException {
        var changed = changed(Sample.class);
        var arguments = new ArrayList<Object[]>();
        for (var text : new String[] {"a", "A", null}) {
            for (var precise : List.of(0.0, -0.0, Double.NaN)) {
                arguments.add(new Object[] {1, 2L, true, precise, 1.5f, text, List.of(1)});
            }
        }
        arguments.add(new Object[] {2, 2L, true, 0.0, 1.5f, "a", List.of(1)});
        arguments.add(new Object[] {1, 3L, true, 0.0, 1.5f, "a", List.of(1)});
        arguments.add(new Object[] {1, 2L, false, 0.0, 1.5f, "a", List.of(1)});
        arguments.add(new Object[] {1, 2L, true, 0.0, Float.NaN, "a", List.of(1)});
        arguments.add(new Object[] {1, 2L, true, 0.0, 1.5f, "a", List.of(2)});
        for (var one : arguments) {
            for (var other : arguments) {
                assertThat(changed.newInstance(one).equals(changed.newInstance(other)))
                        .as("%s and %s", List.of(one[0], one[3]), List.of(other[0], other[3]))
                        .isEqualTo(original(one).equals(original(other)));
            }
            assertThat(changed.newInstance(one).equals(original(one))).isFalse();
            assertThat(changed.newInstance(one).equals(null)).isFalse();
        }
    }

    @Test
    void an_equals_that_is_written_by_hand_stays() throws ReflectiveOperationException, IOException {
        var changed = changed(ByHand.class);
        assertThat(changed.newInstance("a")).isEqualTo(changed.newInstance("A"));
    }

    @Test
    void a_record_as_javac_leaves_it_is_recognized() throws IOException {
        assertThat(RecordEquals.isLeftToGenerator(TypeDescription.ForLoadedType.of(Sample.class), CLASSES))
                .isTrue();
        assertThat(RecordEquals.isLeftToGenerator(TypeDescription.ForLoadedType.of(ByHand.class), CLASSES))
                .isFalse();
    }

    private static Sample original(Object[] arguments) throws ReflectiveOperationException {
        return (Sample) Sample.class.getDeclaredConstructors()[0].newInstance(arguments);
    }

    private static Constructor<?> changed(Class<?> original) throws IOException {
        try (var plugin = new RecordEquals()) {
            var type = TypeDescription.ForLoadedType.of(original);
            assertThat(plugin.matches(type)).isTrue();
            var made = plugin.apply(new ByteBuddy().redefine(original, CLASSES), type, CLASSES)
                    .make();
            try (made) {
                return made.load(original.getClassLoader(), ClassLoadingStrategy.Default.CHILD_FIRST)
                        .getLoaded()
                        .getDeclaredConstructors()[0];
            }
        }
    }
}
