package io.portico.ingress.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class in which a buffer was lost: Netty notices when a lost one is collected. */
public final class Leaks implements AfterAllCallback {
    private static final List<String> FOUND = new CopyOnWriteArrayList<>();
    private static final int ROUNDS = 3;
    private static final int PROBES = 256;

    /** Watches every buffer from now on. */
    public static void watch() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + "\n" + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (var round = 0; round < ROUNDS; round++) {
            System.gc();
            for (var probe = 0; probe < PROBES; probe++) {
                PooledByteBufAllocator.DEFAULT.buffer().release();
            }
        }
        assertThat(FOUND).isEmpty();
    }
}
