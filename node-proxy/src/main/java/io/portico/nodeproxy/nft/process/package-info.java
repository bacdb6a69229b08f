/**
 * The {@code nft} command. A {@link io.portico.nodeproxy.nft.Transaction} comes in and is carried out, or there is an
 * exception whose message is the operator's line; what a table has comes out as values. Called by the apply station.
 */
@NullMarked
package io.portico.nodeproxy.nft.process;

import org.jspecify.annotations.NullMarked;
