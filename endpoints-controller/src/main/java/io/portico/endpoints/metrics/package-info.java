/** What endpoints-controller measures. Comes from nowhere, goes to whoever counts. */
@NullMarked
package io.portico.endpoints.metrics;

import org.jspecify.annotations.NullMarked;
