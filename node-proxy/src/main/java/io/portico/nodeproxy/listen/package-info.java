/**
 * Sockets of this program's own. What should listen comes in as a set of keys, from any thread; sockets are opened,
 * tried again and closed until that is so. Which addresses this host has is found out here, too. Called by
 * {@link io.portico.nodeproxy.health} and {@link io.portico.nodeproxy.relay}.
 */
@NullMarked
package io.portico.nodeproxy.listen;

import org.jspecify.annotations.NullMarked;
