package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.listen.ListenAddresses;
import io.portico.nodeproxy.model.Protocol;
import io.portico.nodeproxy.model.ProxyState;
import io.portico.nodeproxy.model.World;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.nft.NftException;
import java.net.SocketException;
import java.util.Map;

/** What makes this node forward: rules in its kernel, or sockets of this program. Called by one thread. */
public interface DataPlane extends AutoCloseable {
    /**
     * Makes the node forward so. When it throws it must be called again, later.
     *
     * @param world what the state was made from
     * @param addresses those of this host
     */
    void apply(World world, ProxyState state, ListenAddresses addresses) throws NftException, InterruptedException;

    /**
     * Why it cannot forward some protocols, in words for the owners of Services; the others it can. It may turn out
     * only after something was applied.
     */
    Map<Protocol, String> obstacles();

    /** Whether somebody else took away what was applied; the next {@link #apply} brings it back. */
    boolean areLost() throws InterruptedException;

    /** Why the node does not forward as the last state says, in words; empty when it does. */
    String failure();

    /** What becomes of a connection, and by what. May be called by any thread, beside {@link #apply}. */
    Explanation explain(Question question, World world, ProxyState state, ListenAddresses addresses)
            throws SocketException;

    /** For {@code /state}: lines on what it does not do. */
    String notes();

    /** This program ends. What the kernel does by itself goes on. */
    @Override
    void close();
}
