package io.portico.testkit.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A response that reaches the client.
 *
 * @param statuses any of these
 * @param body exactly; null for any
 * @param toHead whether no body follows, whatever the head says
 * @param cut whether it must break off; of its body a beginning may come
 */
public record ExpectedResponse(
        List<Integer> statuses, @Nullable String body, boolean toHead, boolean cut, ExpectedFields fields) {

    /** Copies the list. */
    public ExpectedResponse {
        statuses = List.copyOf(statuses);
    }

    String title() {
        return statuses.stream().map(String::valueOf).collect(Collectors.joining("|")) + (cut ? " cut" : "");
    }

    /** What is otherwise, in words; none when it is as it should be. */
    List<String> differences(SeenResponse seen) {
        var differences = new ArrayList<String>();
        if (!statuses.contains(seen.status())) {
            differences.add("the client saw " + seen.status() + " and not " + title());
        }
        if (seen.isCut() != cut) {
            differences.add("the response " + (cut ? "looked whole" : "broke off"));
        }
        if (body != null && (cut ? !body.startsWith(seen.body()) : !body.equals(seen.body()))) {
            differences.add("its body was \"" + Escapes.shown(seen.body()) + "\"");
        }
        differences.addAll(fields.differences(seen.fields()));
        return differences;
    }
}
