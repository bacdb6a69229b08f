package io.portico.ingress.engine.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.portico.ingress.engine.UpstreamSelector.Load;
import io.portico.ingress.model.routing.Upstream.Protocol;
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
    private final IdentityHashMap<Load, EndpointPool> http1 = new IdentityHashMap<>();
    private final IdentityHashMap<Load, EndpointPool> http2 = new IdentityHashMap<>();
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

    /** The connections to that endpoint that speak this. One that is gone has none that are kept. */
    EndpointPool pool(Load load, Protocol protocol) {
        var known = pools(protocol).get(load);
        if (known != null) {
            return known;
        }
        var pool = switch (protocol) {
            case HTTP -> new Http1EndpointPool(this, load);
            case H2C -> new Http2EndpointPool(this, load);
        };
        if (!load.isGone()) {
            pools(protocol).put(load, pool);
        }
        return pool;
    }

    private IdentityHashMap<Load, EndpointPool> pools(Protocol protocol) {
        return protocol == Protocol.HTTP ? http1 : http2;
    }

    /** Closes the connections that were kept to endpoints that are gone. */
    void forget(List<Load> gone) {
        for (var load : gone) {
            for (var protocol : Protocol.values()) {
                var pool = pools(protocol).remove(load);
                if (pool != null) {
                    pool.close();
                }
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
        for (var protocol : Protocol.values()) {
            List.copyOf(pools(protocol).values()).forEach(EndpointPool::close);
            pools(protocol).clear();
        }
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
