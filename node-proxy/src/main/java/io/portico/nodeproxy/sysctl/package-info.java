/**
 * The kernel's settings that connections through Services depend on, beside the rules. In go what the operator wants of
 * them ({@link io.portico.nodeproxy.sysctl.ConntrackSettings}, which are kube-proxy's) and the files below
 * {@code /proc/sys}; out go writes, by {@link io.portico.nodeproxy.sysctl.SysctlsCommand} alone, which has the rights,
 * and sentences about what differs, by {@link io.portico.nodeproxy.sysctl.SysctlCheck}, which goes on for as long as
 * the proxy runs and writes nothing.
 *
 * <pre>
 *   settings ──▶ list of Sysctl ──▶ command "sysctls", before the proxy starts: writes /proc/sys, ends
 *                              └──▶ check, each minute: reads /proc/sys ──▶ /state, Event on the Node, metric
 * </pre>
 */
@NullMarked
package io.portico.nodeproxy.sysctl;

import org.jspecify.annotations.NullMarked;
