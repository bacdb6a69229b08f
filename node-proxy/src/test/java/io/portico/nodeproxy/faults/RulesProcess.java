package io.portico.nodeproxy.faults;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portico.nodeproxy.apply.Conntrack;
import io.portico.nodeproxy.apply.NodeRules;
import io.portico.nodeproxy.apply.RulesMetrics;
import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.model.layout.RuleSettings;
import io.portico.nodeproxy.model.state.ProxyState;
import io.portico.nodeproxy.nft.process.NftCommand;
import io.portico.nodeproxy.nft.process.NftException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Changes the rules of the namespace it runs in, all of them each time, and says so, until it is killed. */
final class RulesProcess {
    private RulesProcess() {}

    /** The argument is the number of Services. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws NftException, InterruptedException {
        var commands = new CommandRunner(List.of(), Duration.ofSeconds(60));
        var metrics = new RulesMetrics(new SimpleMeterRegistry(), Clock.systemUTC());
        var rules = new NodeRules(new NftCommand(commands), new Conntrack(commands), RuleSettings.DEFAULT, metrics);
        var state = ProxyState.EMPTY;
        for (var shift = 0; true; shift = 1 - shift) {
            state = ProxyState.of(
                    ManyServices.world(Integer.parseInt(arguments[0]), shift).on("node-b"), state);
            System.out.println("applying");
            rules.apply(state);
            System.out.println("applied");
        }
    }
}
