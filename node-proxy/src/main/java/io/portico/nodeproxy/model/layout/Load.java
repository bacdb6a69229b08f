package io.portico.nodeproxy.model.layout;

import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.ServiceName;
import io.portico.nodeproxy.nft.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * How rules of no Service become those for a state: first what several Services share, then the Services in parts of
 * bounded size, which need each other in no order, so that several can be under way at once.
 */
public final class Load {
    private final Ruleset empty;
    private final Ruleset after;
    private final Ruleset prepared;
    private final ProxyState state;
    private final List<? extends Collection<ServiceName>> parts;

    /**
     * A load into rules of no Service.
     *
     * @param most endpoints and ports of one part, about
     */
    public Load(Ruleset empty, ProxyState state, int most) {
        this.empty = empty;
        this.after = empty.withAll(state);
        this.prepared = after.sharedAlone();
        this.state = state;
        this.parts = Steps.between(empty.services(), state.services(), most);
    }

    /** What comes before all parts. */
    public Transaction first() {
        return prepared.since(empty);
    }

    /** How many parts there are; at least one. */
    public int parts() {
        return parts.size();
    }

    /** What makes a part, 0 to {@link #parts} − 1: to be applied one after the other. May be called by any thread. */
    public List<Transaction> part(int number) {
        var entries = parts.get(number).stream()
                .map(state.services()::get)
                .filter(Objects::nonNull)
                .toList();
        return prepared.adding(entries).chainsFirst();
    }

    /** The rules once all is applied. */
    public Ruleset after() {
        return after;
    }
}
