package io.portico.nodeproxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.DataPlane;
import io.portico.nodeproxy.apply.Forwarding;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.health.HealthSettings;
import io.portico.nodeproxy.health.NodeHealth;
import io.portico.nodeproxy.model.explain.Explanation;
import io.portico.nodeproxy.model.explain.Question;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.nodeproxy.relay.Relay;
import io.portico.nodeproxy.relay.RelaySettings;
import io.portico.nodeproxy.sysctl.KernelSettings;
import io.portico.nodeproxy.sysctl.SysctlCheck;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.state.State;
import io.portico.runtime.state.StateSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Puts the proxy together out of its settings, starts it, and says how it is. */
@Default
@Readiness
@ApplicationScoped
public class NodeProxyApplication implements StateSource, HealthCheck {
    private static final Logger LOG = Logger.getLogger(NodeProxyApplication.class);
    private static final Duration SYSCTLS_EVERY = Duration.ofMinutes(1);
    private static final Path PROC = Path.of("/proc");
    private static final Forwarding FORWARDING = new Forwarding(PROC);

    private final String node;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final NodeProxyConfig.Mode mode;
    private final DataPlane plane;
    private final NodeHealth health;
    private final NodeProxy proxy;
    private final SysctlCheck sysctls;

    /** {@code node} is the Node object that this proxy runs on; the chart sets it from {@code spec.nodeName}. */
    NodeProxyApplication(
            @ConfigProperty(name = "portico.node-name") String node,
            NodeProxyConfig config,
            KubernetesClient client,
            InformerHealth informers,
            Vertx vertx,
            MeterRegistry registry) {
        this.node = node;
        this.client = client;
        this.mode = config.mode();
        var clock = Clock.systemUTC();
        var metrics = new RulesMetrics(registry, clock);
        this.events = new EventRecorder(client, "portico-node-proxy", node, clock, registry);
        this.plane = switch (mode) {
            case NFTABLES -> rules(config, metrics);
            case RELAY -> new Relay(vertx, registry, relaySettings(config), node, events::report);
        };
        this.health = new NodeHealth(vertx, registry, healthSettings(config), node, events::report);
        this.sysctls = new SysctlCheck(
                KernelSettings.HERE,
                ConntrackChoices.of(config),
                registry,
                sentence -> events.report(
                        new Problem(new ObjectRef("v1", "Node", "", node, node), SysctlCheck.REASON, sentence)));
        this.proxy = new NodeProxy(settings(node, config), informers, plane, health, metrics, events);
    }

    private static NodeRules rules(NodeProxyConfig config, RulesMetrics metrics) {
        var commands = new CommandRunner(List.of(), config.commandTimeout());
        return new NodeRules(
                new NftCommand(commands),
                new Conntrack(commands),
                RuleChoices.of(config),
                metrics,
                config.checkEvery(),
                PROC);
    }

    private static RelaySettings relaySettings(NodeProxyConfig config) {
        try {
            var relay = config.relay();
            return new RelaySettings(
                    relay.connectTimeout(),
                    relay.mostConnections(),
                    relay.udpIdle(),
                    relay.mostUdpClients(),
                    relay.drain());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("portico.node-proxy.relay." + e.getMessage(), e);
        }
    }

    private static NodeProxySettings settings(String node, NodeProxyConfig config) {
        return new NodeProxySettings(
                node, config.quiet(), config.most(), config.checkEvery(), RuleChoices.nodePortAddresses(config));
    }

    private static HealthSettings healthSettings(NodeProxyConfig config) {
        if (config.healthzPort() < 0 || config.healthzPort() > 65535) {
            throw new IllegalArgumentException("portico.node-proxy.healthz-port is " + config.healthzPort()
                    + "; write a number from 1 to 65535, or 0 for none");
        }
        return new HealthSettings(config.healthzHost().orElse(""), config.healthzPort(), config.healthzPatience());
    }

    void start(@Observes StartupEvent started) throws SocketException {
        complaints().forEach(LOG::warn);
        if (mode == NodeProxyConfig.Mode.RELAY) {
            events.normal(new ObjectRef("v1", "Node", "", node, node), "RelayMode", Relay.LIMITS);
        }
        if (mode == NodeProxyConfig.Mode.NFTABLES) {
            sysctls.start(SYSCTLS_EVERY);
        }
        health.start();
        proxy.start(client);
    }

    void stop(@Observes ShutdownEvent stopping) {
        sysctls.close();
        proxy.close();
        health.close();
        events.close();
    }

    /** What becomes of a connection here. */
    Explanation explain(Question question) throws SocketException, InterruptedException {
        return proxy.explain(question);
    }

    @Override
    public State state() {
        var now = proxy.state();
        var model = new LinkedHashMap<String, Object>();
        model.put("mode", mode.name().toLowerCase(Locale.ROOT));
        model.put("notApplied", plane.failure());
        model.put("complaints", complaints());
        model.put("notes", plane.notes());
        model.put("health", health.toString());
        model.put("ports", now.portLines());
        return new State(Optional.empty(), now.problems(), model);
    }

    /** Only rules leave the forwarding to the kernel. */
    private List<String> complaints() {
        return mode == NodeProxyConfig.Mode.NFTABLES
                ? Stream.concat(FORWARDING.complaints().stream(), sysctls.differences().stream())
                        .toList()
                : List.of();
    }

    @Override
    public HealthCheckResponse call() {
        var failure = plane.failure();
        var response = HealthCheckResponse.named("rules")
                .status(failure.isEmpty())
                .withData("state", failure.isEmpty() ? "as the API server says" : failure);
        if (mode == NodeProxyConfig.Mode.RELAY) {
            response.withData("limits", Relay.LIMITS);
        }
        return response.build();
    }
}
