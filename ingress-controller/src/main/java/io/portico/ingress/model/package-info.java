/** What all parts of the model share: how hosts are written. The stations of the model are the packages below. */
@NullMarked
package io.portico.ingress.model;

import org.jspecify.annotations.NullMarked;
