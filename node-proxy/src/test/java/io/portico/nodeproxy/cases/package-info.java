/**
 * What becomes of packets, as a table of cases that is run twice: in thought and in the kernel. A feature adds a
 * {@link io.portico.nodeproxy.cases.PacketCase} of a few lines to the list that fits it; both runs then have it.
 */
@NullMarked
package io.portico.nodeproxy.cases;

import org.jspecify.annotations.NullMarked;
