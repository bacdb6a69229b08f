package io.portico.ingress.model.annotations;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the directives in a piece of nginx configuration that keep requests out. It reads tokens as nginx does
 * ({@code ngx_conf_read_token}: words, quotes, comments, semicolons, braces), so that a word in a comment, a string or
 * an argument is none. It is stricter than nginx where a piece is broken: a word that begins a line counts as a
 * directive even where the semicolon before it was forgotten, upper case counts as lower case, and a quote that never
 * ends restricts.
 */
final class SnippetDirectives {
    /** Directives that refuse, ask who is there, count, or hide what does so. */
    private static final Set<String> RESTRICTING = Set.of(
            "allow",
            "deny",
            "satisfy",
            "internal",
            "if",
            "modsecurity",
            "modsecurity_rules",
            "modsecurity_rules_file",
            "modsecurity_rules_remote",
            "ssl_verify_client",
            "js_access",
            "js_content",
            "include");

    private static final List<String> RESTRICTING_FAMILIES = List.of("auth_", "limit_");

    private final String text;
    private final Set<String> found = new LinkedHashSet<>();
    private final List<String> statement = new ArrayList<>();
    private int at;

    private SnippetDirectives(String text) {
        this.text = text;
    }

    /**
     * The restricting directives, each once, as they would be quoted to its author: {@code deny}, {@code return 403}.
     */
    static List<String> restrictingIn(String text) {
        var reader = new SnippetDirectives(text);
        reader.read();
        return List.copyOf(reader.found);
    }

    private void read() {
        var lineBegins = true;
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c == '\n' || c == '\r') {
                lineBegins = true;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                skipComment();
            } else if (c == ';' || c == '{' || c == '}') {
                endStatement();
                at++;
            } else {
                var quoted = c == '"' || c == '\'';
                var word = quoted ? quoted(c) : word();
                if (lineBegins && !quoted && !statement.isEmpty()) {
                    judge(List.of(word));
                }
                statement.add(word);
                lineBegins = false;
            }
        }
        endStatement();
    }

    private void endStatement() {
        judge(statement);
        statement.clear();
    }

    private void judge(List<String> words) {
        if (words.isEmpty()) {
            return;
        }
        var name = words.getFirst().toLowerCase(Locale.ROOT);
        if (name.startsWith("if(")) {
            found.add("if");
        } else if (RESTRICTING.contains(name)
                || RESTRICTING_FAMILIES.stream().anyMatch(name::startsWith)
                || name.contains("_by_lua")) {
            found.add(name);
        } else if (name.equals("return") && words.size() > 1 && words.get(1).matches("[45][0-9][0-9]")) {
            found.add("return " + words.get(1));
        }
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
    }

    /** Up to the closing quote; a backslash keeps the next character from being one. */
    private String quoted(char quote) {
        var word = new StringBuilder();
        for (at++; at < text.length(); at++) {
            var c = text.charAt(at);
            if (c == quote) {
                at++;
                return word.toString();
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
            }
            word.append(text.charAt(at));
        }
        found.add("a quote that does not end");
        return word.toString();
    }

    /** Up to whitespace, a semicolon or an opening brace, but for that of a variable such as <code>${name}</code>. */
    private String word() {
        var begin = at;
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '{') {
                at++;
            } else if (Character.isWhitespace(c) || c == ';' || c == '{') {
                break;
            }
            at++;
        }
        at = Math.min(at, text.length());
        return text.substring(begin, at);
    }
}
