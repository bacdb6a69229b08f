/**
 * {@code deploy/bench/node-proxy}: our node-proxy and upstream's kube-proxy in nftables mode, each on a node of its
 * own, by turns with the same Services before them. In come the two as they were built; out comes a table for each
 * number of Services, and the ratios. Called by the command alone. What runs beside the pods is in {@code agent}.
 *
 * <pre>
 *   this JVM, etcd, kube-apiserver 172.31.0.1
 *        │
 *     bridge ──┬── node "jvm"          node-proxy ──┬── pod "client-jvm": a Client asks ClusterIPs
 *              │                                    └── pod "pods-jvm":   an EndpointServer is every endpoint, 10.128.0.0/12
 *              ├── node "native"       the same
 *              ├── node "kube-proxy"   the same
 *              └── node "bare"         no proxy: its client asks the endpoints themselves
 * </pre>
 *
 * <p>A packet from the client passes prerouting, forward and postrouting of its node, as between two pods. An endpoint
 * answers its own address, which says for which Service it stands ({@link io.portico.bench.nodeproxy.agent.Endpoint}),
 * so that a wrong delivery cannot pass for a right one.
 */
@NullMarked
package io.portico.bench.nodeproxy;

import org.jspecify.annotations.NullMarked;
