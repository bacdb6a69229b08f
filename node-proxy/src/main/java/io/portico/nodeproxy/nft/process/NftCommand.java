package io.portico.nodeproxy.nft.process;

import io.portico.nodeproxy.command.CommandRunner;
import io.portico.nodeproxy.command.CommandRunner.Outcome;
import io.portico.nodeproxy.nft.ElementSet;
import io.portico.nodeproxy.nft.Found;
import io.portico.nodeproxy.nft.Tokens;
import io.portico.nodeproxy.nft.Transaction;
import io.portico.runtime.net.Family;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** The {@code nft} command: one {@code nft -f -} for each transaction. */
public final class NftCommand implements Nft {
    private static final Logger LOG = Logger.getLogger(NftCommand.class);

    /** What nft exits with when it, or the kernel, did not like what it read; whatever else it is may be half-way. */
    private static final int REFUSED = 1;

    private final CommandRunner commands;

    /** Runs {@code nft} by that runner. */
    public NftCommand(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public void apply(Transaction transaction) throws NftException, InterruptedException {
        run(transaction, "nft", "-f", "-");
    }

    @Override
    public void check(Transaction transaction) throws NftException, InterruptedException {
        run(transaction, "nft", "-c", "-f", "-");
    }

    private void run(Transaction transaction, String... command) throws NftException, InterruptedException {
        var outcome = run(transaction.toString(), command);
        if (outcome.exitCode() != 0) {
            var complaint = "nft refused the transaction: " + outcome.complaint();
            throw outcome.exitCode() == REFUSED ? NftException.refusal(complaint) : new NftException(complaint);
        }
    }

    /**
     * Lists declarations of the whole family: nft 1.0.6 has a cheap way for these alone. "list table" and "list chain"
     * fetch all elements of the table even with "--terse".
     */
    @Override
    public Found find(Family family, String table) throws NftException, InterruptedException {
        var reference = Tokens.of(family) + " " + table;
        // Priorities as numbers: their names depend on nft's version.
        var outcome = run("", "nft", "-y", "list", "chains", Tokens.of(family));
        if (outcome.exitCode() != 0) {
            throw new NftException("nft could not list the chains: " + outcome.complaint());
        }
        var sets = new HashMap<String, ElementSet.Kind>();
        for (var what : List.of("sets", "maps")) {
            sets.putAll(sets(family, reference, what));
        }
        return new Found(Listing.chains(outcome.output(), reference), sets);
    }

    /** Whether that table is there, also with nothing in it. */
    public boolean has(Family family, String table) throws NftException, InterruptedException {
        var outcome = run("", "nft", "list", "tables", Tokens.of(family));
        if (outcome.exitCode() != 0) {
            throw new NftException("nft could not list the tables: " + outcome.complaint());
        }
        return outcome.output().lines().anyMatch(("table " + Tokens.of(family) + " " + table)::equals);
    }

    /**
     * A set or map with its elements, as nft prints it. Its cost grows with the whole table.
     *
     * @throws NftException when there is none
     */
    public String elements(Family family, String table, ElementSet.Kind kind, String name)
            throws NftException, InterruptedException {
        var outcome = run("", "nft", "list", kind.token(), Tokens.of(family), table, name);
        if (outcome.exitCode() != 0) {
            throw new NftException("nft could not list the " + kind.token() + " " + name + ": " + outcome.complaint());
        }
        return outcome.output();
    }

    @Override
    public String version() throws InterruptedException {
        try {
            return run("", "nft", "--version").output().strip();
        } catch (NftException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** An nft that is older than the one that made somebody else's sets may choke on those. */
    private Map<String, ElementSet.Kind> sets(Family family, String reference, String what)
            throws NftException, InterruptedException {
        var outcome = run("", "nft", "-t", "list", what, Tokens.of(family));
        if (outcome.exitCode() != 0) {
            LOG.warnf(
                    "nft could not list the %s %s; unused ones of an earlier run may stay: %s",
                    family.value(), what, outcome.complaint());
            return Map.of();
        }
        return Listing.sets(outcome.output(), reference);
    }

    private Outcome run(String input, String... command) throws NftException, InterruptedException {
        try {
            return commands.run(input, command);
        } catch (IOException e) {
            throw new NftException("nft could not be run: " + e.getMessage());
        }
    }
}
