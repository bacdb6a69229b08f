package io.portico.bench.proxy;

import io.portico.proxies.RunningProxy;
import io.portico.proxies.Surroundings;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** All proxies run at a time; in each cell and round one after the other is asked, and the others are idle. */
final class Turns {
    private final Settings settings;
    private final Surroundings surroundings;
    private final List<RunningProxy> proxies;
    private final Optional<OpenLoop> openLoop;

    Turns(Settings settings, Surroundings surroundings, List<RunningProxy> proxies, Optional<OpenLoop> openLoop) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.proxies = List.copyOf(proxies);
        this.openLoop = openLoop;
    }

    /** A JVM compiles while it works: each kind of traffic runs through it before any is measured. */
    void warmUp() {
        for (var proxy : proxies) {
            if (proxy.isJvm()) {
                settings.cells().stream()
                        .filter(cell -> cell.body() == Cell.Body.EMPTY)
                        .forEach(cell -> ClosedLoop.run(cell, url(proxy, cell), settings.warmUp()));
            }
        }
    }

    /** Measures all, and says how far it is. */
    void measure(Results results, PrintStream out) {
        for (var cell : settings.cells()) {
            for (var round = 0; round < settings.rounds(); round++) {
                for (var turn = 0; turn < proxies.size(); turn++) {
                    // Who comes first is another one in each round.
                    var proxy = proxies.get((turn + round) % proxies.size());
                    results.add(cell, proxy.title(), turn(cell, proxy));
                }
            }
            out.println(cell + ": measured");
        }
    }

    private Measurement turn(Cell cell, RunningProxy proxy) {
        proxy.process().requireAlive();
        var url = url(proxy, cell);
        var before = proxy.process().usage().cpu();
        var answered = ClosedLoop.run(cell, url, settings.closed());
        var spent = proxy.process().usage().cpu().minus(before);
        return new Measurement(
                spent.toNanos() / 1e3 / answered.count(),
                answered.perSecond(),
                openLoop.map(loop -> loop.run(cell, url, settings.open())));
    }

    private String url(RunningProxy proxy, Cell cell) {
        return cell.tls()
                ? "https://" + surroundings.secure() + ":" + proxy.ports().https()
                        + cell.body().path()
                : "http://" + surroundings.plain() + ":" + proxy.ports().http()
                        + cell.body().path();
    }
}
