package io.portico.nodeproxy.nft;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.command.CommandRunner.Outcome;
import java.io.IOException;

/** The {@code nft} command: one {@code nft -f -} for each transaction. */
public final class NftCommand implements Nft {
    private final CommandRunner commands;

    /** Runs {@code nft} by that runner. */
    public NftCommand(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public void apply(Transaction transaction) throws NftException, InterruptedException {
        Outcome outcome;
        try {
            outcome = commands.run(transaction.toString(), "nft", "-f", "-");
        } catch (IOException e) {
            throw new NftException("nft could not be run: " + e.getMessage());
        }
        if (outcome.exitCode() != 0) {
            throw new NftException("nft refused the transaction: " + outcome.complaint());
        }
    }
}
