/**
 * Random histories of Services and EndpointSlices. After each step an {@link io.portico.nodeproxy.histories.Oracle},
 * which knows the semantics of Services and nothing of this program's rules, says what must come of probes; real
 * packets and traced ones must agree with it.
 */
@NullMarked
package io.portico.nodeproxy.histories;

import org.jspecify.annotations.NullMarked;
