package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.nft.Transaction;
import io.portico.nodeproxy.nft.process.Nft;
import io.portico.nodeproxy.nft.process.NftException;
import java.util.List;

/** Carries transactions of one table out, and keeps count of what they leave over. Its methods may run side by side. */
final class Carrier {
    private final Nft nft;
    private final StaleObjects leftovers;

    Carrier(Nft nft, StaleObjects leftovers) {
        this.nft = nft;
        this.leftovers = leftovers;
    }

    /**
     * Carries them out, one after the other.
     *
     * @throws NftException {@linkplain NftException#refused refused} when the table is as if none had been tried
     */
    void carryOut(List<Transaction> transactions) throws NftException, InterruptedException {
        for (var i = 0; i < transactions.size(); i++) {
            var transaction = transactions.get(i);
            if (transaction.isEmpty()) {
                continue;
            }
            try {
                nft.apply(transaction);
            } catch (NftException e) {
                if (e.refused()) {
                    for (var made : transactions.subList(0, i)) {
                        abandon(made, e);
                    }
                }
                throw e;
            }
            synchronized (leftovers) {
                leftovers.follow(transaction);
            }
        }
    }

    /** Whether the kernel carries out anything at all. */
    boolean works(String table) throws InterruptedException {
        try {
            nft.apply(Transaction.harmless(table));
            return true;
        } catch (NftException _) {
            return false;
        }
    }

    /** What was made before the refusal: chains, which a later attempt must find empty, and sets. */
    private void abandon(Transaction made, NftException refusal) throws NftException, InterruptedException {
        var emptying = made.abandoningChains();
        if (!emptying.isEmpty()) {
            try {
                nft.apply(emptying);
            } catch (NftException e) {
                e.addSuppressed(refusal);
                throw new NftException(String.valueOf(e.getMessage()));
            }
        }
        synchronized (leftovers) {
            leftovers.abandon(made);
        }
    }
}
