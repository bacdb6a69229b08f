package io.portico.bench.nodeproxy.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * One endpoint of a Service. Its address says which: 10.128.0.0/12 is 16 generations of 65,536 endpoints, five of them
 * for each Service. A Service moves by taking the endpoints of another generation.
 *
 * @param service 0 to {@link #MOST_SERVICES} less one
 * @param number 0 to 4
 * @param generation 0 to 15
 */
public record Endpoint(int service, int number, int generation) {
    /** How many each Service has. */
    public static final int PER_SERVICE = 5;
    /** As many as have room for their endpoints. */
    public static final int MOST_SERVICES = 13_000;
    /** How often a Service can move before it comes back to where it was. */
    public static final int GENERATIONS = 16;
    /** All of them. */
    public static final String RANGE = "10.128.0.0/12";
    /** Where they listen. */
    public static final int PORT = 8080;
    /** The port of each Service. */
    public static final int SERVICE_PORT = 80;

    private static final int FIRST = 10 << 24 | 128 << 16;
    private static final int FIRST_CLUSTER_IP = 10 << 24 | 100 << 16;

    /** The endpoint of that address, given as a number. */
    public static Endpoint of(int address) {
        var index = address - FIRST;
        var ofGeneration = index & 0xffff;
        return new Endpoint(ofGeneration / PER_SERVICE, ofGeneration % PER_SERVICE, index >>> 16);
    }

    /** Where it answers. */
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(inetAddress(FIRST + (generation << 16) + service * PER_SERVICE + number), PORT);
    }

    /** The address, as objects write it. */
    public String address() {
        return socketAddress().getAddress().getHostAddress();
    }

    /** The ClusterIP of a Service: 10.100.0.0 and on. */
    public static String clusterIp(int service) {
        return inetAddress(FIRST_CLUSTER_IP + service).getHostAddress();
    }

    /** Where a Service is asked. */
    static InetSocketAddress serviceAddress(int service) {
        return new InetSocketAddress(inetAddress(FIRST_CLUSTER_IP + service), SERVICE_PORT);
    }

    private static InetAddress inetAddress(int address) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (address >>> 24), (byte) (address >>> 16), (byte) (address >>> 8), (byte) address
                    });
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
