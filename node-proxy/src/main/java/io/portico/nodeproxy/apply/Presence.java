package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.layout.SetName;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether the elements that decide about one question are in the kernel. */
final class Presence {
    /** Of a map that should hold more about one question, the rest is taken to be there. */
    private static final int MOST = 64;

    private final Nft nft;
    private final Table table;
    private final Question question;

    Presence(Nft nft, Table table, Question question) {
        this.nft = nft;
        this.table = table;
        this.question = question;
    }

    /** The keys of those that are not, by set. */
    Map<String, Set<String>> missing() throws InterruptedException {
        var missing = new LinkedHashMap<String, Set<String>>();
        var asked = new LinkedHashMap<String, Map<String, String>>();
        for (var set : table.sets().values()) {
            var about = new LinkedHashMap<String, String>();
            set.elements().entrySet().stream()
                    .filter(element -> decides(set.name(), element.getKey()))
                    .limit(MOST)
                    .forEach(element -> about.put(element.getKey(), element.getValue()));
            if (!about.isEmpty()) {
                asked.put(set.name(), about);
            }
        }
        if (asked.isEmpty() || !isMissing(asked)) {
            return missing;
        }
        for (var set : asked.entrySet()) {
            for (var element : set.getValue().entrySet()) {
                if (isMissing(Map.of(set.getKey(), Map.of(element.getKey(), element.getValue())))) {
                    missing.computeIfAbsent(set.getKey(), _ -> new TreeSet<>()).add(element.getKey());
                }
            }
        }
        return missing;
    }

    /** The table without those. */
    Table without(Map<String, Set<String>> missing) {
        if (missing.isEmpty()) {
            return table;
        }
        var sets = new LinkedHashMap<>(table.sets());
        missing.forEach((name, keys) -> sets.computeIfPresent(name, (_, set) -> {
            var elements = new LinkedHashMap<>(set.elements());
            elements.keySet().removeAll(keys);
            return new ElementSet(set.kind(), set.name(), set.type(), elements);
        }));
        return new Table(table.family(), table.name(), sets, table.chains());
    }

    private boolean isMissing(Map<String, Map<String, String>> elements) throws InterruptedException {
        var part = new LinkedHashMap<String, ElementSet>();
        elements.forEach((name, of) -> {
            var set = table.sets().get(name);
            if (set != null) {
                part.put(name, new ElementSet(set.kind(), name, set.type(), of));
            }
        });
        try {
            nft.check(Transaction.touching(new Table(table.family(), table.name(), part, Map.of())));
            return false;
        } catch (NftException e) {
            // Trouble of another kind says nothing of the elements.
            return e.missing();
        }
    }

    private boolean decides(String set, String key) {
        var address = question.address().text();
        var protocol = question.protocol().token();
        return key.equals(address)
                || key.equals(address + " . " + protocol + " . " + question.port())
                || key.equals(protocol + " . " + question.port())
                || (SetName.endpoints(question.protocol()).isBaseOf(set)
                        && key.startsWith(address + " . " + question.port() + " . "))
                || (SetName.nodePortEndpoints(question.protocol()).isBaseOf(set)
                        && key.startsWith(question.port() + " . "));
    }
}
