package io.portico.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.portico.records.RecordEquals;
import java.io.IOException;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import org.junit.jupiter.api.Test;

class RecordsAreChangedTest {
    @Test
    void no_record_that_was_built_leaves_its_equality_to_the_generator() throws IOException {
        assertThat(RecordEquals.isLeftToGenerator(
                        TypeDescription.ForLoadedType.of(ObjectRef.class),
                        ClassFileLocator.ForClassLoader.of(ObjectRef.class.getClassLoader())))
                .isFalse();
    }
}
