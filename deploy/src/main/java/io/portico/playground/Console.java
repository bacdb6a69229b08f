package io.portico.playground;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the user sees: progress while the cluster starts, then the story's commands, their output, ✓ and ✗. */
public final class Console {
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final boolean terminal;

    /** Work that may fail or be interrupted. */
    @FunctionalInterface
    public interface CheckedSupplier<T, E extends Exception> {
        /** Does it. */
        T get() throws E;
    }

    /** @param terminal whether colours are understood, and a line may be written over */
    public Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Says what is being done, does it, says how long it took. */
    public <T, E extends Exception> T progress(String what, CheckedSupplier<T, E> work) throws E {
        if (terminal) {
            out.print("  … " + what + "\r");
            out.flush();
        }
        var since = System.nanoTime();
        var result = work.get();
        done(what, since);
        return result;
    }

    /** Says that something is done, and how long it took since that {@link System#nanoTime}. */
    public void done(String what, long since) {
        out.printf(Locale.ROOT, "  %s %-40s %5.1f s%n", colour(GREEN, "✓"), what, (System.nanoTime() - since) / 1e9);
    }

    /** A chapter of the story. */
    public void heading(String title) {
        out.println();
        out.println(colour(BOLD, title));
    }

    /** A command as a user types it, and what it printed. */
    public void command(String where, String command, String output) {
        out.println("  " + colour(DIM, where + "$ ") + command);
        out.print(output.stripTrailing().indent(4));
    }

    /** Something holds, as it should. */
    public void holds(String sentence) {
        out.println("  " + colour(GREEN, "✓") + " " + sentence);
    }

    /** Something does not hold. */
    public void fails(String sentence, String details) {
        out.println("  " + colour(RED, "✗") + " " + sentence);
        out.print(details.stripTrailing().indent(4));
    }

    /** A line of text. */
    public void say(String line) {
        out.println(line);
    }

    /** A line about something that went wrong beside the story. */
    public void warning(String line) {
        out.println("  ! " + line);
    }

    /** Milliseconds below two seconds, else seconds. */
    public static String duration(Duration duration) {
        return duration.toMillis() < 2000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    private String colour(String colour, String text) {
        return terminal ? colour + text + PLAIN : text;
    }
}
