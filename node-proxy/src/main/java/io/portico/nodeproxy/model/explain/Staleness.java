package io.portico.nodeproxy.model.explain;

import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.model.state.ServicePort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says where the rules in force differ from what should be, about one question. */
final class Staleness {
    private final Question question;
    private final ProxyState wanted;
    private final InForce inForce;

    Staleness(Question question, ProxyState wanted, InForce inForce) {
        this.question = question;
        this.wanted = wanted;
        this.inForce = inForce;
    }

    /** In sentences; none where nothing differs. */
    List<String> notes(Explanation explanation) {
        if (!inForce.known()) {
            return List.of();
        }
        var notes = new ArrayList<String>();
        var found = explanation.findings().values().stream()
                .flatMap(finding -> finding.port().stream())
                .distinct()
                .toList();
        for (var port : found) {
            var now = wanted.ports().stream()
                    .filter(other -> other.key().equals(port.key()))
                    .findFirst();
            if (now.isEmpty()) {
                notes.add("the rules are stale: " + name(port) + " is gone by now");
            } else if (!Objects.equals(now.get(), port)) {
                notes.add("the rules are stale: they are from before the last change of " + name(port)
                        + " or of its endpoints");
            }
        }
        var asked = new Asked(wanted.ports(), question);
        if (found.isEmpty()) {
            asked.atAddress()
                    .or(asked::atNodePort)
                    .filter(port -> inForce.ports().stream()
                            .noneMatch(there -> there.key().equals(port.key())))
                    .ifPresent(port -> notes.add("the rules are stale: they do not have " + name(port) + " yet"));
        }
        asked.atAddress()
                .or(asked::atNodePort)
                .map(port -> inForce.refused().get(port.key().service()))
                .ifPresent(why -> notes.add("the kernel refuses the present form of this Service: " + why));
        return notes;
    }

    private static String name(ServicePort port) {
        return "Service " + port.key().service() + ", port " + port.key().number() + "/"
                + port.key().protocol().token();
    }
}
