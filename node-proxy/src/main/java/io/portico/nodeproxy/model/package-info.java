/**
 * Second station, pure. Readers reduce API objects to facts; a {@link io.portico.nodeproxy.model.objects.World} of them
 * becomes a {@link io.portico.nodeproxy.model.state.ProxyState}, and that, in the layout package, the tables that make
 * the kernel forward so. What makes no sense in an object is left out and becomes a problem for its owner.
 *
 * <p>A change costs what it changes, however many Services there are: worlds and states share what is the same in both
 * ({@link io.portico.runtime.values.PersistentMap}), and what is the identical object in two of them is not looked at.
 */
@NullMarked
package io.portico.nodeproxy.model;

import org.jspecify.annotations.NullMarked;
