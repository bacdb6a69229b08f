package io.portico.playground.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The curl commands of the story. */
final class Web {
    static final String DASHBOARD = "dashboard.mritd.me";
    static final String KIBANA = "kibana.mritd.me";

    private Web() {}

    static String[] get(String url) {
        return new String[] {"curl", "-sS", "--connect-timeout", "0.3", "--max-time", "1", url};
    }

    /**
     * A request for a host to the ingress of one node, without DNS; the answer's status is printed in a line of its
     * own.
     */
    static String[] ingress(String scheme, String host, String node, String... options) {
        var command = new ArrayList<>(List.of(
                "curl",
                "-sS",
                "--max-time",
                "1",
                "-w",
                "%{http_code}\\n",
                "--resolve",
                host + ":" + (scheme.equals("https") ? 443 : 80) + ":" + node));
        command.addAll(List.of(options));
        command.add(scheme + "://" + host + "/");
        return command.toArray(String[]::new);
    }

    /** Asks until so many different pods have answered; their names. */
    static Set<String> names(Scene scene, Place where, int count, String... command)
            throws StepFailed, InterruptedException {
        var seen = new TreeSet<String>();
        return scene.await(
                count + " pods answer",
                () -> {
                    var answer = scene.attempt(where, command);
                    if (answer.succeeded()) {
                        seen.add(answer.text());
                    }
                    return seen;
                },
                names -> names.size() == count);
    }
}
