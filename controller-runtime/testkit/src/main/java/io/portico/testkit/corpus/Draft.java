package io.portico.testkit.corpus;

import io.portico.testkit.corpus.Case.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A case of which not all lines were read. */
final class Draft {
    private static final Pattern RESPONSE =
            Pattern.compile("(?<statuses>[0-9]{3}(\\|[0-9]{3})*)(?<head> head)?(?<cut> cut)?( \"(?<body>.*)\")?");
    private static final Pattern REQUEST =
            Pattern.compile("(?<cut>cut )?(?<method>[^ ]+) (?<target>[^ ]+)( \"(?<body>.*)\")?");

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final List<ExpectedRequest> requests = new ArrayList<>();
    private final List<String> bytes = new ArrayList<>();
    private String directive = "";
    private boolean ordinary;
    private boolean seesNothing;
    private @Nullable Ending ending;

    Draft(String name) {
        if (!name.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException("no name: " + name);
        }
        this.name = name;
    }

    /** One more line, which is no comment. */
    void line(String line) {
        if (line.startsWith("|")) {
            bytes.add(line);
        } else {
            carryOut();
            directive = line.strip();
        }
    }

    /** The case, all lines of which were read. */
    Case finished() {
        carryOut();
        if (ending == null) {
            throw new IllegalArgumentException(name + " does not say what becomes of the client's connection");
        }
        if (requests.isEmpty() != seesNothing) {
            throw new IllegalArgumentException(name + " does not say what the endpoint sees");
        }
        return new Case(name, ordinary, List.copyOf(steps), List.copyOf(requests), ending);
    }

    /** What the directive means is known when the lines below it were read. */
    private void carryOut() {
        switch (directive) {
            case "" -> {}
            case "ordinary" -> ordinary = true;
            case "client sends" -> steps.add(new Step.ClientSends(sent()));
            case "client reads" -> steps.add(new Step.ClientReads(sent()));
            case "client half-closes" -> steps.add(new Step.ClientHalfCloses());
            case "client leaves" -> {
                steps.add(new Step.ClientLeaves());
                ending = Ending.ANY;
            }
            case "client sees close" -> ending = Ending.CLOSED;
            case "client sees open" -> ending = Ending.OPEN;
            case "client sees close|open" -> ending = Ending.ANY;
            case "endpoint answers" -> {
                steps.add(new Step.EndpointGets(true));
                steps.add(new Step.EndpointSends(sent()));
            }
            case "endpoint gets head" -> steps.add(new Step.EndpointGets(false));
            case "endpoint gets rest" -> steps.add(new Step.EndpointGetsRest());
            case "endpoint gets all" -> steps.add(new Step.EndpointGets(true));
            case "endpoint sends" -> steps.add(new Step.EndpointSends(sent()));
            case "endpoint reads" -> steps.add(new Step.EndpointReads(sent()));
            case "endpoint closes" -> steps.add(new Step.EndpointCloses());
            case "endpoint resets" -> steps.add(new Step.EndpointResets());
            case "endpoint sees nothing" -> seesNothing = true;
            default -> expectation();
        }
        bytes.clear();
        directive = "";
    }

    private void expectation() {
        if (directive.startsWith("client sees ")) {
            steps.add(new Step.ClientSees(response(directive.substring("client sees ".length()))));
        } else if (directive.startsWith("endpoint sees ")) {
            requests.add(request(directive.substring("endpoint sees ".length()), false));
        } else if (directive.startsWith("endpoint may see ")) {
            requests.add(request(directive.substring("endpoint may see ".length()), true));
        } else {
            throw new IllegalArgumentException(name + ": not understood: " + directive);
        }
    }

    private ExpectedResponse response(String text) {
        var parts = RESPONSE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name + ": no response: " + text);
        }
        return new ExpectedResponse(
                Arrays.stream(parts.group("statuses").split("\\|", -1))
                        .map(Integer::valueOf)
                        .toList(),
                body(parts.group("body")),
                parts.group("head") != null,
                parts.group("cut") != null,
                fields());
    }

    private ExpectedRequest request(String text, boolean optional) {
        var parts = REQUEST.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(name + ": no request: " + text);
        }
        return new ExpectedRequest(
                parts.group("method"),
                Escapes.bytes(parts.group("target")),
                body(parts.group("body")),
                parts.group("cut") != null,
                optional,
                fields());
    }

    private static @Nullable String body(@Nullable String text) {
        return text == null ? null : Escapes.bytes(text);
    }

    private String sent() {
        var sent = new StringBuilder();
        for (var line : bytes) {
            var text = line.startsWith("| ") ? line.substring(2) : line.substring(1);
            var goesOn = text.endsWith("\\") && !text.endsWith("\\\\");
            sent.append(Escapes.bytes(goesOn ? text.substring(0, text.length() - 1) : text));
            if (!goesOn) {
                sent.append("\r\n");
            }
        }
        return sent.toString();
    }

    private ExpectedFields fields() {
        var present = new ArrayList<Fields.Field>();
        var absent = new ArrayList<String>();
        for (var line : bytes) {
            var colon = line.indexOf(':');
            if (line.startsWith("|-")) {
                absent.add(line.substring(2).strip());
            } else if (colon > 0) {
                present.add(new Fields.Field(
                        line.substring(1, colon).strip(),
                        Escapes.bytes(line.substring(colon + 1).strip())));
            } else {
                throw new IllegalArgumentException(name + ": no field: " + line);
            }
        }
        return new ExpectedFields(present, absent);
    }
}
