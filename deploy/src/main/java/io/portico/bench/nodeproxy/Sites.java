package io.portico.bench.nodeproxy;

import io.portico.testkit.ClusterNetwork;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The nodes of a benchmark by name, each with its pods. */
record Sites(Map<String, Site> byName) implements AutoCloseable {

    static Sites create(ClusterNetwork network, List<String> names) throws InterruptedException {
        var sites = new Sites(new LinkedHashMap<>());
        for (var name : names) {
            sites.byName.put(name, Site.create(network, name));
        }
        return sites;
    }

    Site get(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** All nodes become as after a boot. */
    void flush() {
        byName.values().forEach(Site::flush);
    }

    @Override
    public void close() {
        byName.values().forEach(Site::close);
    }
}
