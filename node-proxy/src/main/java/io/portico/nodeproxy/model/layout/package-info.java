/**
 * How the rules are laid out in the kernel's tables. A {@link io.portico.nodeproxy.model.state.ProxyState} comes in, a
 * {@link io.portico.nodeproxy.model.layout.Ruleset} of one family goes out, and from two of those the transaction
 * between them; called by the apply station. Pure.
 *
 * <p>The way of a connection's first packet through a table (the kernel repeats the outcome for all that follow, so
 * they meet no rule):
 *
 * <pre>
 *  from pods and from outside                       from the node itself
 *            │                                               │
 *      prerouting (−100)                               output (−100)
 *            │                                               │  to one of cluster-ips: mark 0x4000
 *            │ source in pods (this node's)?                │
 *            │  no: to one of cluster-ips, source in        │
 *            │      masqueraded (all or none): mark         │
 *            ├─ no ─▶ from-outside          yes ─▶ from-inside ◀┘
 *            └───────────────────┬───────────────────┘
 *                                │ 1  address.proto.port in guarded, source not in allowed ──────▶ drop
 *                                │ –  from outside: address.proto.port in local-services ──────┐
 *                                │ 2  address.proto.port in services ──┐                       │
 *                                │ 3  address in cluster-ips ──────────┼──────────────────────────▶ refuse
 *                                │ 4  node's own address that takes    │                       │    TCP: reset
 *                                │    node ports (no loopback)         │                       │    else: ICMP port
 *                                │ –  from outside: proto.port in local-nodeports ─────────────┤    unreachable
 *                                │    and proto.port in nodeports ──┐  │                       │
 *                                ▼                                  │  │                       │
 *                 unallocated-prerouting, -output (−90):            │  │                       │
 *                 nobody redirected it, address in                  │  │                       │
 *                 service-ranges ─▶ drop                            │  │                       │
 *                                ▼                                  │  │                       │
 *                          not for a Service                        │  │       local-tcp-2, nodeport-local-tcp-2:
 *                                                                   ▼  ▼       as on the left, but unmarked and with
 *     refuse (no endpoint)  ◀── or ──  nodeport-tcp-3: mark, then   │  │       indexes from 32768 on; or drop, when
 *                                        port.index                 │  │       none of the endpoints is here
 *                                        in nodeport-tcp-endpoints  │  │                       │
 *                                                │                  │  tcp-3: ClusterIP of three endpoints
 *                                                │                  │  external-tcp-3: mark, then tcp-3
 *                                                │                     address.port.index in tcp-endpoints
 *                                                │                     │                       │
 *                                                └───── dnat to pod ───┴───────────────────────┘
 *                                                           │
 *                                                     (routing)         index: random below three
 *                                                           │
 *                                                  postrouting (100)
 *                                                           │ marked: unmark, masquerade
 *                                                           │ source.destination in hairpins: masquerade
 *                                                           ▼
 *                                                          pod
 * </pre>
 *
 * <p>A Service with session affinity has chains of its own in the place of {@code tcp-3} and its like: first, for each
 * endpoint, "the source is in its set of clients", then a random choice; either way the set learns the source anew.
 *
 * <p>Why so:
 *
 * <ul>
 *   <li>An ordinary Service is map elements and nothing else; there is one chain for each <em>number</em> of endpoints
 *       that occurs. A change costs the elements that differ, however many Services there are. (Upstream has a chain
 *       and an anonymous map for each Service, and the kernel scans all maps for each rule that is added.)
 *   <li>Endpoints keep their index as others come and go; the last fills a hole. A packet that meets a transaction
 *       half-way and finds its index gone takes index 0; if that is gone too it is dropped, so that the client's retry
 *       finds the new rules rather than a connection that went past them.
 *   <li>With {@code externalTrafficPolicy: Local} the node's endpoints have a second set of indexes, which only packets
 *       from outside look up. Those of this node and its pods go to all endpoints ({@code inside-tcp-3}, which marks
 *       the node's own), as upstream has it: to them the address is but another name of the ClusterIP. With
 *       {@code internalTrafficPolicy: Local} the ClusterIP's endpoints are those of the node, and that is all.
 *   <li>A Service without endpoints is refused where it would be redirected. TCP gets a reset rather than ICMP, since
 *       the kernel limits the rate of ICMP for each receiver ({@code net.ipv4.icmp_ratelimit}), not that of resets. A
 *       process on the node itself that sends UDP gets EPERM.
 *   <li>Who asks an address of a ServiceCIDR that no Service has is dropped, lest the question leave the node by its
 *       default route and perhaps come back. That is done behind all others who may redirect, so that what another
 *       proxy serves (label {@code service.kubernetes.io/service-proxy-name}) goes its way; being in a nat chain, it
 *       costs the packets of a connection nothing but the first.
 *   <li>The source becomes the node's where the answer must come back through it: NodePorts, external addresses, the
 *       node's own connections, a pod that reaches itself, and who asks a ClusterIP and is known to be no pod. Pods
 *       that ask a ClusterIP keep their address. What this node's pods are known by, their addresses or the interface
 *       that they come by, is the operator's choice ({@link io.portico.nodeproxy.model.net.LocalPods}). The mark lives
 *       only between two hooks of one packet; its bit is upstream's, which network plugins know.
 *   <li>The kernel never shows a packet half a chain's rules, but it may show it rules from before a transaction and
 *       elements from after it. So chains are made before anything leads to them. A proxy that starts makes all rules
 *       anew beside those that it finds, in steps of bounded size, and then changes the few rules that lead there: see
 *       {@link io.portico.nodeproxy.model.layout.TableLayout#generation}. The names end in {@code .2} then, or
 *       {@code .3}.
 *   <li>ReferenceCounts nft 1.0.1 and kernel 5.13, as upstream's nftables mode does.
 * </ul>
 */
@NullMarked
package io.portico.nodeproxy.model.layout;

import org.jspecify.annotations.NullMarked;
