/**
 * What goes wrong on a node, each with traffic on it: programs killed at any moment, rules flushed by somebody else,
 * the API server away. Whatever happens, no pod is ever given what is another's.
 */
@NullMarked
package io.portico.nodeproxy.faults;

import org.jspecify.annotations.NullMarked;
