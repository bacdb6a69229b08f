/** What ingress-controller measures. Comes from nowhere, goes to whoever counts. */
@NullMarked
package io.portico.ingress.metrics;

import org.jspecify.annotations.NullMarked;
