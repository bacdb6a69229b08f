package io.portico.nodeproxy.listen;

import io.portico.runtime.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sockets open for exactly the keys that are wanted. One that cannot be opened is tried again, with a back-off,
 * for as long as it is wanted; one that is wanted again while it closes is opened after that, so that nobody is in its
 * own way. Everything happens on one event loop.
 *
 * @param <K> says where to listen
 */
public final class Listeners<K> implements AutoCloseable {
    /** Closes one. */
    @FunctionalInterface
    public interface Opened {
        /** Completes when the socket is gone; called once. */
        Future<Void> close();
    }

    private final Vertx vertx;
    private final Context context;
    private final Backoff backoff;
    private final Function<K, Future<Opened>> opener;
    private final BiConsumer<K, String> failed;
    private final Map<K, Listener> listeners = new HashMap<>();
    private final Map<K, String> failures = new ConcurrentHashMap<>();
    private final Set<K> open = ConcurrentHashMap.newKeySet();

    /**
     * Opens nothing yet.
     *
     * @param opener opens one, called on the event loop
     * @param failed told of each failed attempt and why, on the event loop
     */
    public Listeners(Vertx vertx, Backoff backoff, Function<K, Future<Opened>> opener, BiConsumer<K, String> failed) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.backoff = backoff;
        this.opener = opener;
        this.failed = failed;
    }

    /** Opens what is not open, and closes what is not wanted; the rest is left as it is. Returns at once. */
    public void sync(Set<K> wanted) {
        var keys = Set.copyOf(wanted);
        context.runOnContext(_ -> {
            for (var listener : new ArrayList<>(listeners.values())) {
                listener.want(keys.contains(listener.key));
            }
            for (var key : keys) {
                listeners.computeIfAbsent(key, Listener::new).want(true);
            }
        });
    }

    /** Which are wanted and not open, and why. */
    public Map<K, String> failures() {
        return Collections.unmodifiableMap(failures);
    }

    /** Whether there is a socket for it now. */
    public boolean isOpen(K key) {
        return open.contains(key);
    }

    /** Closes all; completes when all are gone. */
    public Future<Void> closeAll() {
        var done = Promise.<Void>promise();
        context.runOnContext(_ -> {
            var closing = new ArrayList<Future<Void>>();
            for (var listener : new ArrayList<>(listeners.values())) {
                closing.add(listener.gone.future());
                listener.want(false);
            }
            Future.join(closing).<Void>mapEmpty().onComplete(done);
        });
        return done.future();
    }

    /** As {@link #closeAll}, without waiting. */
    @Override
    public void close() {
        var _ = closeAll();
    }

    private final class Listener {
        private final K key;
        private final Promise<Void> gone = Promise.promise();
        private boolean wanted;
        /** An attempt to open, or the closing, is under way. */
        private boolean busy;

        private @Nullable Opened opened;
        private int failuresInARow;
        private long retry = -1;

        private Listener(K key) {
            this.key = key;
        }

        private void want(boolean now) {
            wanted = now;
            step();
        }

        private void step() {
            var socket = opened;
            if (busy) {
                return;
            }
            if (wanted && socket == null && retry < 0) {
                busy = true;
                opener.apply(key)
                        .onComplete(
                                made -> context.runOnContext(_ -> succeeded(made)),
                                cause -> context.runOnContext(_ -> failed(cause)));
            } else if (!wanted && socket != null) {
                busy = true;
                opened = null;
                open.remove(key);
                socket.close().onComplete(_ -> context.runOnContext(_ -> idle()));
            } else if (!wanted) {
                if (retry >= 0) {
                    vertx.cancelTimer(retry);
                }
                listeners.remove(key);
                failures.remove(key);
                gone.tryComplete();
            }
        }

        private void succeeded(Opened socket) {
            opened = socket;
            open.add(key);
            failuresInARow = 0;
            failures.remove(key);
            idle();
        }

        private void failed(Throwable cause) {
            var why = String.valueOf(cause.getMessage());
            failures.put(key, why);
            failed.accept(key, why);
            retry = vertx.setTimer(Math.max(1, backoff.after(++failuresInARow).toMillis()), _ -> {
                retry = -1;
                step();
            });
            idle();
        }

        private void idle() {
            busy = false;
            step();
        }
    }
}
