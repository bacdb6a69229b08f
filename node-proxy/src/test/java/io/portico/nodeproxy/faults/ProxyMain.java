package io.portico.nodeproxy.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.NodeProxy;
import io.portico.nodeproxy.NodeProxySettings;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.health.HealthSettings;
import io.portico.nodeproxy.health.NodeHealth;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.net.NodePortAddresses;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.runtime.EventRecorder;
import io.portico.runtime.InformerHealth;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The proxy of the node whose namespace it runs in, without Quarkus around it, until it is killed. */
final class ProxyMain {
    private ProxyMain() {}

    /** The API server's address, its CA's file, a token, the node's name. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        var node = arguments[3];
        var client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(arguments[0])
                        .withCaCertFile(arguments[1])
                        .withOauthToken(arguments[2])
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        var clock = Clock.systemUTC();
        var registry = new SimpleMeterRegistry();
        var commands = new CommandRunner(List.of(), Duration.ofSeconds(60));
        var metrics = new RulesMetrics(registry, clock);
        var events = new EventRecorder(client, "portico-node-proxy", node, clock, registry);
        var proxy = new NodeProxy(
                new NodeProxySettings(
                        node,
                        Duration.ofMillis(3),
                        Duration.ofMillis(50),
                        Duration.ofMillis(500),
                        NodePortAddresses.ALL),
                new InformerHealth(),
                new NodeRules(new NftCommand(commands), new Conntrack(commands), RuleSettings.DEFAULT, metrics),
                new NodeHealth(
                        Vertx.vertx(),
                        registry,
                        new HealthSettings("", 0, Duration.ofMinutes(1)),
                        node,
                        events::report),
                metrics,
                events);
        proxy.start(client);
        System.out.println("started");
        Thread.currentThread().join();
    }
}
