/**
 * How this service runs the programs of the node, {@code nft} and {@code conntrack}: with a deadline, with bounded
 * output, and where a test wants it, in another network namespace. Used by the {@code nft} package and the apply
 * station.
 */
@NullMarked
package io.portico.nodeproxy.command;

import org.jspecify.annotations.NullMarked;
