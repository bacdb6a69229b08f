/**
 * What {@code deploy/bench/proxy} runs: ours, nginx and HAProxy before one endpoint, measured by turns.
 *
 * <pre>
 *   Bench ─▶ Turns ─▶ each Cell, each round, each proxy: ClosedLoop, OpenLoop ─▶ Measurement ─┐
 *        └─▶ IdleConnections ─▶ one proxy after the other, started anew ─▶ IdleMemory ────────┴▶ Results
 * </pre>
 */
@NullMarked
package io.portico.bench.proxy;

import org.jspecify.annotations.NullMarked;
