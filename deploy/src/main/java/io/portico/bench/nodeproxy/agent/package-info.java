/**
 * The two programs that run in the network namespaces of the benchmark's pods, and nothing but the JDK with them:
 * {@link io.portico.bench.nodeproxy.agent.EndpointServer} answers for all endpoints of a node,
 * {@link io.portico.bench.nodeproxy.agent.Client} asks, as lines on its standard input tell it to. Their times are
 * {@link java.lang.System#nanoTime}, which on Linux is one clock for all processes of the machine.
 */
@NullMarked
package io.portico.bench.nodeproxy.agent;

import org.jspecify.annotations.NullMarked;
