package io.portico.testkit.corpus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that reaches the endpoint.
 *
 * @param method and target, exactly
 * @param body exactly; null for any
 * @param cut whether it never becomes whole; of its body a beginning may come
 * @param optional whether it may be missing
 */
public record ExpectedRequest(
        String method, String target, @Nullable String body, boolean cut, boolean optional, ExpectedFields fields) {

    String title() {
        return (optional ? "(" : "") + method + " " + Escapes.shown(target) + (cut ? " cut" : "")
                + (optional ? ")" : "");
    }

    /** What is otherwise, in words; none when it is as it should be. */
    List<String> differences(SeenRequest seen) {
        var differences = new ArrayList<String>();
        var line = seen.method() + " " + seen.target();
        if (!line.equals(method + " " + target)) {
            differences.add(
                    "the endpoint saw " + Escapes.shown(line) + " and not " + Escapes.shown(method + " " + target));
        }
        if (seen.isWhole() == cut) {
            differences.add("the request " + (cut ? "became whole" : "never became whole"));
        }
        if (body != null && (cut ? !body.startsWith(seen.body()) : !body.equals(seen.body()))) {
            differences.add("its body was \"" + Escapes.shown(seen.body()) + "\"");
        }
        differences.addAll(fields.differences(seen.fields()));
        return differences;
    }
}
