package io.portico.endpoints.cleanup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.portico.runtime.ApiSentence;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Does something to each of many objects, counts, and says which failed and why. */
public final class Tally {
    private static final int SENTENCES = 20;

    private final Consumer<String> out;
    private int failures;

    /** @param out takes a line for each kind of thing, and for the first of those that failed */
    public Tally(Consumer<String> out) {
        this.out = out;
    }

    /**
     * Does it to each, and says how many it were.
     *
     * @param what such as {@code EndpointSlices}
     * @param done such as {@code deleted}
     * @param action false where there was nothing to do any more; a conflict is the action's own to try again
     */
    public <T extends HasMetadata> void each(String what, String done, List<T> objects, Predicate<T> action) {
        var count = 0;
        for (var object : objects) {
            try {
                count += action.test(object) ? 1 : 0;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                    failed(object, e);
                }
            }
        }
        out.accept("%s: %d %s".formatted(what, count, done));
    }

    /** A sentence for the operator. */
    public void say(String sentence) {
        out.accept(sentence);
    }

    int failures() {
        return failures;
    }

    private void failed(HasMetadata object, KubernetesClientException e) {
        if (++failures <= SENTENCES) {
            var metadata = object.getMetadata();
            out.accept("%s %s/%s: failed: %s"
                    .formatted(object.getKind(), metadata.getNamespace(), metadata.getName(), ApiSentence.of(e)));
        }
    }
}
