/**
 * The server behind every host and path that nobody claims. In comes any HTTP request; out goes a 404 in the format
 * that its {@code Accept} header prefers, or 200 on {@code /healthz}. It reads and writes no API object and keeps no
 * state.
 */
@NullMarked
package io.portico.defaultbackend;

import org.jspecify.annotations.NullMarked;
