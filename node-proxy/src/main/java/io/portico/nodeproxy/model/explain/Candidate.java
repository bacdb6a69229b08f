package io.portico.nodeproxy.model.explain;

import io.portico.runtime.net.Endpoint;
import io.portico.runtime.slices.SliceFacts.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * An endpoint of a Service port, whether it answers or not.
 *
 * @param backend what its slice says of it
 * @param slices that name it, and who keeps them
 * @param leftOut why it does not answer; empty when it does
 * @param remark why it answers although it should not; else empty
 */
public record Candidate(Endpoint endpoint, Backend backend, List<String> slices, String leftOut, String remark) {
    /** Its conditions, as words. */
    public String conditions() {
        List<String> words = new ArrayList<>();
        words.add(backend.ready() ? "ready" : "not ready");
        if (backend.serving() != backend.ready()) {
            words.add(backend.serving() ? "serving" : "not serving");
        }
        if (backend.terminating()) {
            words.add("terminating");
        }
        return String.join(", ", words);
    }

    /** One line: the endpoint, its node, its conditions, its slices, and why it is left out. */
    @Override
    public String toString() {
        return endpoint + "  " + (backend.node().isEmpty() ? "no node" : backend.node()) + "  " + conditions()
                + (slices.isEmpty() ? "" : "  in " + String.join(", ", slices))
                + (leftOut.isEmpty() ? "" : "  left out: " + leftOut)
                + (remark.isEmpty() ? "" : "  " + remark);
    }
}
