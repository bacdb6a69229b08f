package io.portico.nodeproxy.nft.process;

import io.portico.nodeproxy.nft.Found;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.runtime.net.Family;

/** Where transactions are carried out. */
public interface Nft {
    /**
     * Carries it out as a whole or not at all.
     *
     * @throws NftException when it was refused, or when it is unknown whether it was carried out
     */
    void apply(Transaction transaction) throws NftException, InterruptedException;

    /**
     * Has the kernel look at it without carrying it out.
     *
     * @throws NftException when {@link #apply} would throw
     */
    void check(Transaction transaction) throws NftException, InterruptedException;

    /**
     * What there is under that name, nothing when there is no such table. Its cost does not grow with the number of
     * elements.
     *
     * @throws NftException when that cannot be found out
     */
    Found find(Family family, String table) throws NftException, InterruptedException;

    /** What carries them out, in words for an operator: its name and version. */
    String version() throws InterruptedException;
}
