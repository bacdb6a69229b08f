/**
 * A whole small cluster inside one network namespace, and Portico on it: {@code deploy/playground}. In come the
 * binaries of etcd, kube-apiserver and kubectl ({@link io.portico.playground.binaries.GetBinaries} gets them), the
 * rendered chart and the services as the build left them; out comes a {@link io.portico.playground.Playground} that
 * stands until it is closed, and the {@code story} that is told on it. Called by {@code deploy/playground} and by the
 * end-to-end test.
 *
 * <pre>
 *        this JVM: kubelet, workload controllers          node-a 172.31.0.11          node-b 172.31.0.12
 *        etcd, kube-apiserver 172.31.0.1                  node-proxy                  node-proxy
 *                     │                                   ingress-controller          ingress-controller
 *                     └──────────── bridge ───────┬────────────┤ pods 10.244.1.x           │ pods 10.244.2.x
 *                                                 │            └───────────────────────────┘
 *                                                 └── client 172.31.0.100
 * </pre>
 */
@NullMarked
package io.portico.playground;

import org.jspecify.annotations.NullMarked;
