/** Values in, values out: no client, no clock, no I/O. The stations of the model are the packages below. */
@NullMarked
package io.portico.ingress.model;

import org.jspecify.annotations.NullMarked;
