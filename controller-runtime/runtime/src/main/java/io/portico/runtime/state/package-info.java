/**
 * {@code GET /state}: what a process believes, as one YAML document with the same keys in every service. In comes what
 * the service says of itself ({@link io.portico.runtime.state.StateSource}), what its watches have heard
 * ({@link io.portico.runtime.WatchLog}), and who and where it is; out goes text for an operator, or for {@code yq}. No
 * Secret's contents ever appear.
 */
@NullMarked
package io.portico.runtime.state;

import org.jspecify.annotations.NullMarked;
