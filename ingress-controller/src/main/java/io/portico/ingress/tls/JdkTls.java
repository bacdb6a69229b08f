package io.portico.ingress.tls;

/** Properties of the JDK's TLS that count for the whole process, and are read at its first handshake. */
public final class JdkTls {
    private JdkTls() {}

    /**
     * The JDK leaves server names alone: it ends handshakes for names that DNS has and its {@code SNIHostName} has not,
     * as {@code a_b.example.com}. Only for who reads the names itself.
     */
    public static void leaveServerNames() {
        System.setProperty("jdk.tls.server.disableExtensions", "server_name");
    }

    /** No client begins a second handshake on its connection: each costs us more than it (CVE-2011-1473). */
    public static void refuseRenegotiation() {
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }
}
