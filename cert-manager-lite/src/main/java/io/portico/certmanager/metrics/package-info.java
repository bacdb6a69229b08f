/** What cert-manager-lite measures. Comes from nowhere, goes to whoever counts. */
@NullMarked
package io.portico.certmanager.metrics;

import org.jspecify.annotations.NullMarked;
