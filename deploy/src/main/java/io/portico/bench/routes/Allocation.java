package io.portico.bench.routes;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What all threads of another JVM have allocated since its start, as it says itself
 * ({@link ThreadMXBean#getTotalThreadAllocatedBytes}, JDK 21). Threads that have ended count.
 */
final class Allocation implements AutoCloseable {
    private static final int WARM_UP = 20;

    private final JMXConnector connector;
    private final ThreadMXBean threads;

    private Allocation(JMXConnector connector, ThreadMXBean threads) {
        this.connector = connector;
        this.threads = threads;
    }

    /** Of the JVM with this process id, of the same user and the same namespaces. */
    @SuppressWarnings("BanJNDI") // the address is what our own child has just told
    static Allocation of(long pid) throws IOException {
        try {
            var machine = VirtualMachine.attach(Long.toString(pid));
            try {
                var connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                var threads = ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(), ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
                var allocation = new Allocation(connector, threads);
                // The first questions load classes over there.
                for (var i = 0; i < WARM_UP; i++) {
                    var _ = allocation.bytes();
                }
                return allocation;
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + pid + " is no JVM that tells what it allocates: " + e.getMessage(), e);
        }
    }

    /** So far. Asking allocates some kilobytes over there. */
    long bytes() {
        return threads.getTotalThreadAllocatedBytes();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
