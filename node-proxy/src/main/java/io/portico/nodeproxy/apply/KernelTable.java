package io.portico.nodeproxy.apply;

import io.portico.nodeproxy.nft.Nft;
import io.portico.nodeproxy.nft.NftException;
import io.portico.nodeproxy.nft.Table;
import io.portico.nodeproxy.nft.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * One table in the kernel, and what is known of it. The kernel is never asked for its rules: before the first
 * transaction, and after one that failed, the table is replaced as a whole.
 */
final class KernelTable {
    private final Nft nft;
    private @Nullable Table mirror;

    KernelTable(Nft nft) {
        this.nft = nft;
    }

    /**
     * Whether somebody else flushed or deleted it since it was last applied; it is replaced the next time then. Nothing
     * is listed, so the cost does not grow with the table. A flushed set or a single deleted rule is not noticed.
     */
    boolean isLost() throws InterruptedException {
        var known = mirror;
        if (known == null || known.sets().isEmpty()) {
            return false;
        }
        try {
            nft.apply(
                    Transaction.probing(known, known.sets().values().iterator().next()));
        } catch (NftException e) {
            if (!e.missing()) {
                // Busy, as it should be; or nft itself is in trouble, of which this says nothing.
                return false;
            }
        }
        mirror = null;
        return true;
    }

    /** Makes it so; false when it already was. */
    boolean become(Table wanted) throws NftException, InterruptedException {
        var known = mirror;
        if (known == null) {
            nft.apply(Transaction.replacing(wanted));
            mirror = wanted;
            return true;
        }
        var target = wanted.keepingChainsOf(known);
        var transaction = Transaction.between(known, target);
        if (transaction.isEmpty()) {
            return false;
        }
        // Until it is known to have succeeded, it is not known what is there.
        mirror = null;
        nft.apply(transaction);
        mirror = target;
        return true;
    }
}
