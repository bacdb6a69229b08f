package io.portico.runtime.settings;

import java.util.regex.Pattern;

/**
 * A value that does not fit its setting's type, told by what SmallRye Config says of it.
 *
 * @param setting its name; empty where the message names none
 * @param sentence for the operator
 */
record Misfit(String setting, String sentence) {
    private static final Pattern CODE = Pattern.compile("([\\w.$]+(Exception|Error): )?SRCFG\\d+: ");
    private static final Pattern WRONG = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being converted (.*)",
            Pattern.DOTALL);
    private static final Pattern MISSING =
            Pattern.compile("The config property (\\S+) is required but .*", Pattern.DOTALL);
    private static final Pattern EMPTY =
            Pattern.compile("The config property (\\S+) is defined as the empty String.*", Pattern.DOTALL);
    private static final Pattern CHOICES = Pattern.compile(".*allowed values: (.*)", Pattern.DOTALL);
    /** Docker's link variable, which Kubernetes writes for each Service: {@code tcp://10.0.0.1:80}. */
    private static final Pattern LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    static Misfit of(String message) {
        var text = CODE.matcher(message).replaceAll("");
        var wrong = WRONG.matcher(text);
        if (wrong.matches()) {
            var value = wrong.group(2);
            return new Misfit(
                    wrong.group(1),
                    wrong.group(1) + " is \"" + value + "\"; "
                            + (LINK.matcher(value).matches()
                                    ? "Kubernetes set it for a Service of such a name: set enableServiceLinks: false"
                                    : instead(wrong.group(3))));
        }
        var missing = MISSING.matcher(text);
        if (missing.matches()) {
            return new Misfit(missing.group(1), missing(missing.group(1)));
        }
        var empty = EMPTY.matcher(text);
        if (empty.matches()) {
            return new Misfit(empty.group(1), empty.group(1) + " is empty; write a value or leave it out");
        }
        return new Misfit("", text);
    }

    static String missing(String setting) {
        return setting + " is not set; it has no default, so set " + Variables.variable(setting);
    }

    private static String instead(String reason) {
        var choices = CHOICES.matcher(reason);
        if (choices.matches()) {
            return "write one of " + choices.group(1).replace(",", ", ");
        }
        if (reason.startsWith("Expected an integer value")) {
            return "write a whole number";
        }
        return reason.startsWith("Invalid duration") ? "write a time such as 500ms, 10s or 5m" : reason;
    }
}
