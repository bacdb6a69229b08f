/**
 * What every service's model is built from, with no client, clock or I/O: a
 * {@link io.portico.runtime.values.NamespacedName} for an object, a {@link io.portico.runtime.values.Reading} for what
 * was understood of one, and a {@link io.portico.runtime.values.PersistentMap} for a world of which the next version
 * shares what did not change.
 */
@NullMarked
package io.portico.runtime.values;

import org.jspecify.annotations.NullMarked;
