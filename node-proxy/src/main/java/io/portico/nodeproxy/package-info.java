/** Portico's node proxy. */
@NullMarked
package io.portico.nodeproxy;

import org.jspecify.annotations.NullMarked;
