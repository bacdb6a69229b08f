package io.portico.endpoints.model.loadbalancer;

/**
 * What an operator chooses for Services of type LoadBalancer.
 *
 * @param byDefault whether those without a {@code loadBalancerClass} are served, too
 * @param guardedPorts those that the nodes themselves live by
 * @param nodePorts the cluster's range of node ports
 */
public record LoadBalancerChoices(boolean byDefault, GuardedPorts guardedPorts, GuardedPorts nodePorts) {
    /** SSH, etcd, the API server, Portico's management ports, kubelet, kube-proxy's health. */
    public static final String GUARDED_PORTS = "22,2379-2380,6443,9000-9001,10250,10256";

    /** The API server's own default. */
    public static final String NODE_PORTS = "30000-32767";

    /** What holds where an operator chooses nothing. */
    public static final LoadBalancerChoices DEFAULT = of(false, GUARDED_PORTS, NODE_PORTS);

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException in words, when one of them cannot work
     */
    public static LoadBalancerChoices of(boolean byDefault, String guardedPorts, String nodePortRange) {
        return new LoadBalancerChoices(
                byDefault,
                GuardedPorts.parse("portico.endpoints.load-balancer.guarded-ports", guardedPorts),
                GuardedPorts.parse("portico.endpoints.load-balancer.node-port-range", nodePortRange));
    }
}
