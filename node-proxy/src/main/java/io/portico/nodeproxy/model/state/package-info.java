/**
 * What this node forwards. A {@link io.portico.nodeproxy.model.objects.World} comes in, a
 * {@link io.portico.nodeproxy.model.state.ProxyState} goes out: Services joined with their endpoints, every address
 * claimed by one of them; and from that, what is listened to, which flows are stale, and what load balancers are told.
 * What is the identical object in two worlds is not looked at, so a change costs what it changes.
 */
@NullMarked
package io.portico.nodeproxy.model.state;

import org.jspecify.annotations.NullMarked;
