package io.portico.runtime.application;

import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service as a Quarkus application: settings and clients are injected, and what is made of them runs from the start
 * event to the shutdown event. Each service has one subclass, an application-scoped bean.
 *
 * @param <R> what runs
 */
public abstract class ServiceApplication<R extends Running> implements StateSource {
    private volatile @Nullable R running;
    private volatile boolean ending;

    /**
     * Makes what runs, and starts it. Called once.
     *
     * @throws IllegalArgumentException in a sentence for the operator, if a setting cannot work; the start has failed
     *     then
     */
    protected abstract R run();

    /** Called by Quarkus alone. */
    public void start(@Observes StartupEvent event) {
        running = run();
    }

    /** Called by Quarkus alone. */
    public void stop(@Observes ShutdownEvent event) {
        ending = true;
        running().ifPresent(Running::close);
    }

    /** Empty before the start; still there after the end. */
    protected Optional<R> running() {
        return Optional.ofNullable(running);
    }

    /** Whether the end has begun: a process that ends is not ready, however long that takes. */
    protected boolean isEnding() {
        return ending;
    }

    @Override
    public State state() {
        return running().map(Running::state).orElse(State.STARTING);
    }
}
