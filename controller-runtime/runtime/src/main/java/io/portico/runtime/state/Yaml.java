package io.portico.runtime.state;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Prints maps, lists and scalars as YAML 1.2 for people: in blocks, keys in their order, no line broken. */
final class Yaml {
    /** Of keys; beyond it they would be marked by a {@code ?}. A DNS name has 253 characters. */
    private static final int LONGEST_KEY = 1000;

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSplitLines(false)
            .setDereferenceAliases(true)
            .setMaxSimpleKeyLength(LONGEST_KEY)
            .build();

    private Yaml() {}

    /** Ends in a newline. */
    static String of(Map<String, ? extends @Nullable Object> page) {
        return new Dump(SETTINGS, new Representer()).dumpToString(page);
    }

    private static final class Representer extends StandardRepresenter {
        Representer() {
            super(SETTINGS);
            var standard = Objects.requireNonNull(representers.get(String.class));
            representers.put(
                    String.class,
                    text -> oddlyBroken((String) text)
                            ? representScalar(Tag.STR, (String) text, ScalarStyle.DOUBLE_QUOTED)
                            : standard.representData(text));
        }
    }

    /** Line ends of YAML 1.1 that 1.2 knows no more (section 5.4): the emitter still takes them for such in a block. */
    private static boolean oddlyBroken(String text) {
        return text.chars().anyMatch(c -> c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff);
    }
}
