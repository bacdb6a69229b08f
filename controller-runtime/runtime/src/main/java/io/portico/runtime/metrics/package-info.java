/**
 * Own metrics. Each service has one catalogue, a class of constants: what a metric is called, what its labels are and
 * what bounds them, and the sentence that {@code /q/metrics} and {@code docs/metrics.md} both show. Meters are made by
 * these constants alone, which each service's tests hold, so a metric that nobody described cannot appear.
 */
@NullMarked
package io.portico.runtime.metrics;

import org.jspecify.annotations.NullMarked;
