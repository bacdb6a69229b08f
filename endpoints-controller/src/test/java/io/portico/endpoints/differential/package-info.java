/**
 * This controller against upstream's: the same random histories of Services and pods on two API servers, and what both
 * make of them compared.
 */
@org.jspecify.annotations.NullMarked
package io.portico.endpoints.differential;
