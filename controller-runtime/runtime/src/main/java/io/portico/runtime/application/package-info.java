/**
 * A service between its start and its end, as Quarkus calls them:
 * {@link io.portico.runtime.application.ServiceApplication}. What it runs is the service's own, needs no framework, and
 * is what tests start.
 */
@NullMarked
package io.portico.runtime.application;

import org.jspecify.annotations.NullMarked;
