package io.portico.nodeproxy;

import io.portico.nodeproxy.model.net.NodePortAddresses;
import java.time.Duration;

/**
 * How the proxy of one node works.
 *
 * @param node the Node that it runs on
 * @param quiet after a change, how long to wait for the next
 * @param most how long changes that keep coming may put off the rules
 * @param checkEvery how often to look whether somebody else flushed the rules, or this host has other addresses
 * @param nodePortAddresses which of this host's addresses are listened at
 */
public record NodeProxySettings(
        String node, Duration quiet, Duration most, Duration checkEvery, NodePortAddresses nodePortAddresses) {}
