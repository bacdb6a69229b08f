package io.portico.endpoints;

import io.portico.endpoints.model.loadbalancer.LoadBalancerChoices;
import io.portico.endpoints.model.takeover.Takeover;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** This service's settings; each can be given by an environment variable ({@code PORTICO_ENDPOINTS_WORKERS}). */
@ConfigMapping(prefix = "portico.endpoints")
public interface EndpointsConfig {
    /** How many Services are reconciled at the same time; each worker is a virtual thread. */
    @WithDefault("16")
    int workers();

    /** How many endpoints one EndpointSlice holds at most, 1 to 1000. */
    @WithDefault("100")
    int maxEndpointsPerSlice();

    /**
     * Whether Endpoints are written beside EndpointSlices. Those written before stay as they are until their Services
     * are deleted; {@code kubectl delete endpoints -A -l endpoints.kubernetes.io/managed-by=VALUE} removes them.
     */
    @WithDefault("true")
    boolean writeEndpoints();

    /**
     * The label {@code endpointslice.kubernetes.io/managed-by} of the EndpointSlices that are kept, at most 53
     * characters; those that mirror hand-written Endpoints have it with {@code mirroring.} before it. With
     * {@code endpointslice-controller.k8s.io} those of kube-controller-manager are kept on, and it finds them again
     * when it comes back.
     */
    @WithDefault("endpoints-controller.portico.io")
    String managedBy();

    /** What becomes of the slices that another known manager made for the same Service: {@code auto}, and so on. */
    @WithDefault("auto")
    Takeover takeover();

    /**
     * Values of {@link #managedBy} that this controller had before, so that it knows the slices again that it made
     * under them.
     */
    Optional<List<String>> previousManagedBy();

    /**
     * How long changes of pods are gathered before a Service's endpoints are written: fewer writes for later endpoints.
     * {@code --endpoint-updates-batch-period} and {@code --endpointslice-updates-batch-period} of
     * kube-controller-manager in one.
     */
    @WithDefault("0s")
    Duration batchPeriod();

    /**
     * Writes of Endpoints and EndpointSlices a second at most, in the long run; 0 for no limit but that of
     * {@link #workers}: the API server's own priority and fairness protects it better than a client can.
     */
    @WithDefault("0")
    int apiQps();

    /** How many such writes may go at once after a rest, where {@link #apiQps} sets a limit. */
    @WithDefault("100")
    int apiBurst();

    /** How Services of type LoadBalancer are served. */
    LoadBalancer loadBalancer();

    /** As {@code PORTICO_ENDPOINTS_LOAD_BALANCER_DEFAULT} and so on. */
    interface LoadBalancer {
        /**
         * Whether Services of type LoadBalancer without a {@code loadBalancerClass} get the addresses of nodes, as
         * those of class {@code portico.io/node} always do. Switched off again, they give them back.
         */
        @WithName("default")
        @WithDefault("false")
        boolean byDefault();

        /**
         * Ports that no such Service may have, since it would take them from the nodes themselves: SSH, etcd, the API
         * server, management ports, kubelet, kube-proxy. Those that pods hold on a node are guarded without being
         * named.
         */
        @WithDefault(LoadBalancerChoices.GUARDED_PORTS)
        String guardedPorts();

        /** The API server's {@code --service-node-port-range}; such Services may have none of these ports either. */
        @WithDefault(LoadBalancerChoices.NODE_PORTS)
        String nodePortRange();

        /** These settings; refused in words when they cannot work. */
        default LoadBalancerChoices choices() {
            return LoadBalancerChoices.of(byDefault(), guardedPorts(), nodePortRange());
        }
    }
}
