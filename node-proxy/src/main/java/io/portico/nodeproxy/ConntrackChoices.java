package io.portico.nodeproxy;

import io.portico.nodeproxy.sysctl.ConntrackSettings;

/** What the settings say of the kernel's. */
final class ConntrackChoices {
    private ConntrackChoices() {}

    /** Throws an IllegalArgumentException that names the setting. */
    static ConntrackSettings of(NodeProxyConfig config) {
        var conntrack = config.conntrack();
        try {
            return new ConntrackSettings(
                    conntrack.maxPerCore(),
                    conntrack.min(),
                    conntrack.tcpEstablishedTimeout(),
                    conntrack.tcpCloseWaitTimeout(),
                    conntrack.tcpBeLiberal(),
                    conntrack.udpTimeout(),
                    conntrack.udpStreamTimeout());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("portico.node-proxy.conntrack." + e.getMessage(), e);
        }
    }

    /** Those of this process's environment, for a command, beside which Quarkus does not run. */
    static ConntrackSettings ofEnvironment() {
        return of(NodeProxyFaults.SETTINGS.read(System.getenv()));
    }
}
