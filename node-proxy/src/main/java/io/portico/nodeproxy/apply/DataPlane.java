package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.model.objects.World;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.runtime.Problem;
import io.portico.runtime.net.Family;
import io.portico.runtime.net.Protocol;
import java.net.SocketException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What makes this node forward: rules in its kernel, or sockets of this program. */
public interface DataPlane extends AutoCloseable {
    /**
     * What should be forwarded.
     *
     * @param number counts up
     * @param world what the state was made from
     * @param addresses those of this host
     * @param changes when the changes happened that led from the one before to this
     */
    record Wanted(long number, World world, ProxyState state, ListenAddresses addresses, List<Instant> changes) {
        /** Copies the list. */
        public Wanted {
            changes = List.copyOf(changes);
        }
    }

    /** Hears what became of it, on any thread. */
    interface Progress {
        /**
         * In that family, the node forwards so.
         *
         * @param changes of this and what was wanted before, as far as they were not in force yet
         */
        void applied(Family family, Wanted wanted, List<Instant> changes);

        /** In that family it does not, for the moment: it is tried again. */
        void failing(Family family);

        /** All families that are in no trouble forward so, or as was wanted later. */
        void done(Wanted wanted);

        /** One object's owner should know. */
        void problem(Problem problem);
    }

    /** Begins to work. Called once, before all others. */
    void start(Progress progress);

    /** Makes the node forward so, as soon as may be, and for as long as nothing else is wanted. Returns at once. */
    void sync(Wanted wanted);

    /** Looks whether somebody else took away some of what was applied, and brings it back. Returns at once. */
    void check();

    /**
     * Why it cannot forward some protocols, in words for the owners of Services; the others it can. It may turn out
     * only after something was applied.
     */
    Map<Protocol, String> obstacles();

    /** Why the node does not forward as it should, in words; empty when it does. */
    String failure();

    /** What becomes of a connection, and by what. May be called by any thread. */
    Explanation explain(Question question, World world, ProxyState state, ListenAddresses addresses)
            throws SocketException, InterruptedException;

    /** By what it forwards, in words for an operator: the mode, and the versions of what is used. */
    String description() throws InterruptedException;

    /** For {@code /state}: lines on what it does not do. */
    String notes();

    /** This program ends. What the kernel does by itself goes on. */
    @Override
    void close();
}
