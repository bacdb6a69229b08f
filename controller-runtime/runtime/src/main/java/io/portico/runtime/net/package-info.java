/**
 * Addresses, host names, ranges, ports' protocols and endpoints as values: texts of API objects and settings come in,
 * and out comes what models compare and sort by. No name is ever looked up.
 */
@NullMarked
package io.portico.runtime.net;

import org.jspecify.annotations.NullMarked;
