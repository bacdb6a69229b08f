package io.portico.ingress.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.portico.ingress.engine.netty.NettyProxyEngine;
import io.portico.ingress.engine.vertx.VertxProxyEngine;
import io.portico.ingress.tls.DefaultCertificate;
import io.portico.runtime.Problem;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.function.Consumer;

/** The engines, of which the same is expected. */
public enum TestedEngine {
    VERTX {
        @Override
        ProxyEngine start(Vertx vertx, EngineSettings settings, MeterRegistry metrics, Consumer<Problem> reports) {
            return new VertxProxyEngine(vertx, settings, DefaultCertificate.create(Instant.now()), metrics, reports);
        }
    },
    NETTY {
        @Override
        ProxyEngine start(Vertx vertx, EngineSettings settings, MeterRegistry metrics, Consumer<Problem> reports) {
            Leaks.watch();
            return new NettyProxyEngine(settings, DefaultCertificate.create(Instant.now()), metrics, reports);
        }
    };

    abstract ProxyEngine start(Vertx vertx, EngineSettings settings, MeterRegistry metrics, Consumer<Problem> reports);
}
