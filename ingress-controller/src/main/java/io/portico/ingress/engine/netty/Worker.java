package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.portico.ingress.engine.UpstreamSelector.Load;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What belongs to one event loop, and is used by its thread alone. */
final class Worker {
    private final EventLoop loop;
    private final Timeouts timeouts;
    private final TimerWheel timers;
    private final Future<?> ticks;
    private final HttpDate date = new HttpDate();
    private final IdentityHashMap<Load, EndpointPool> pools = new IdentityHashMap<>();
    private final Set<Channel> clients = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Flushed> outputs = new ArrayDeque<>();
    private boolean isFlushing;

    Worker(EventLoop loop, Timeouts timeouts) {
        this.loop = loop;
        this.timeouts = timeouts;
        this.timers = new TimerWheel(System::nanoTime);
        this.ticks = timers.turnOn(loop);
    }

    EventLoop loop() {
        return loop;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    TimerWheel timers() {
        return timers;
    }

    HttpDate date() {
        return date;
    }

    /** The connections of clients, whatever they speak. */
    Set<Channel> clients() {
        return clients;
    }

    /** The connections to that endpoint. One that is gone has none that are kept. */
    EndpointPool pool(Load load) {
        var known = pools.get(load);
        if (known != null) {
            return known;
        }
        var pool = new EndpointPool(this, load);
        if (!load.isGone()) {
            pools.put(load, pool);
        }
        return pool;
    }

    /** Closes the connections that were kept to endpoints that are gone. */
    void forget(List<Load> gone) {
        for (var load : gone) {
            var pool = pools.remove(load);
            if (pool != null) {
                pool.close();
            }
        }
    }

    /** Connections of clients end with the request under way. */
    void drain() {
        List.copyOf(clients).forEach(channel -> channel.pipeline().fireUserEventTriggered(Draining.BEGINS));
    }

    /** Closes everything. */
    void stop() {
        for (var client : List.copyOf(clients)) {
            var _ = client.close();
        }
        List.copyOf(pools.values()).forEach(EndpointPool::close);
        pools.clear();
        ticks.cancel(false);
    }

    /** To be flushed at the end of this event. */
    void willFlush(Flushed output) {
        outputs.add(output);
    }

    /** The end of an event: what it made to be sent is sent. Flushing may make more. */
    void flush() {
        if (isFlushing) {
            return;
        }
        isFlushing = true;
        try {
            for (var output = outputs.poll(); output != null; output = outputs.poll()) {
                output.flush();
            }
        } finally {
            isFlushing = false;
        }
    }
}
