package io.portico.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.ArrayList;
import java.util.List;

/** Lists many objects, some at a time. */
public final class Pages {
    /** Objects in one page of a list: enough for few requests, few enough that a page is small beside what is kept. */
    public static final long SIZE = 500;

    private Pages() {}

    /** All of them. */
    public static <T extends HasMetadata, L extends KubernetesResourceList<T>> List<T> all(Listable<L> what) {
        var all = new ArrayList<T>();
        var next = "";
        do {
            var page = what.list(
                    new ListOptionsBuilder().withLimit(SIZE).withContinue(next).build());
            all.addAll(page.getItems());
            next = page.getMetadata() == null || page.getMetadata().getContinue() == null
                    ? ""
                    : page.getMetadata().getContinue();
        } while (!next.isEmpty());
        return all;
    }
}
