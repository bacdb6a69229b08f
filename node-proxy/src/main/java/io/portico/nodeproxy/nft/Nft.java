package io.portico.nodeproxy.nft;

/** Where transactions are carried out. */
@FunctionalInterface
public interface Nft {
    /**
     * Carries it out as a whole or not at all.
     *
     * @throws NftException when it was refused, or when it is unknown whether it was carried out
     */
    void apply(Transaction transaction) throws NftException, InterruptedException;
}
