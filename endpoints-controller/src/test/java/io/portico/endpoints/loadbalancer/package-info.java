/** Services of type LoadBalancer on a real API server, served under the rights that the chart gives. */
@NullMarked
package io.portico.endpoints.loadbalancer;

import org.jspecify.annotations.NullMarked;
