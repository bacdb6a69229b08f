/**
 * nftables as values. A {@link io.portico.nodeproxy.nft.Table} says what is wanted, a
 * {@link io.portico.nodeproxy.nft.Transaction} what must change and prints itself as {@code nft -f} reads it. Who
 * carries it out is in {@code nft.process}. Nothing here knows of Services; the model builds tables and the apply
 * station runs transactions.
 */
@NullMarked
package io.portico.nodeproxy.nft;

import org.jspecify.annotations.NullMarked;
