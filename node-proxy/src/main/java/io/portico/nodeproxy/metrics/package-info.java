/** What node-proxy measures. Comes from nowhere, goes to whoever counts. */
@NullMarked
package io.portico.nodeproxy.metrics;

import org.jspecify.annotations.NullMarked;
