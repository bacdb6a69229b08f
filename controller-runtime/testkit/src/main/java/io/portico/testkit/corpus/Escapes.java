package io.portico.testkit.corpus;

/**
 * Bytes as a line of text has them: {@code \r}, {@code \n}, {@code \t}, {@code \0}, {@code \"}, {@code \\},
 * {@code \xE9}, and <code>\{8200*a}</code> for the same text many times; all else stands for itself.
 */
final class Escapes {
    private static final int RADIX = 16;
    private static final int LONGEST_SHOWN = 60;

    private Escapes() {}

    /** The bytes that are meant. Throws IllegalArgumentException for an escape that is none. */
    static String bytes(String text) {
        var bytes = new StringBuilder();
        var at = 0;
        while (at < text.length()) {
            var c = text.charAt(at);
            if (c != '\\') {
                bytes.append(c);
                at++;
                continue;
            }
            if (at + 1 == text.length()) {
                throw new IllegalArgumentException("nothing is escaped at the end of: " + text);
            }
            var escaped = text.charAt(at + 1);
            at += 2;
            switch (escaped) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 't' -> bytes.append('\t');
                case '0' -> bytes.append('\0');
                case '"', '\\' -> bytes.append(escaped);
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(at, at + 2), RADIX));
                    at += 2;
                }
                case '{' -> {
                    var star = text.indexOf('*', at);
                    var end = text.indexOf('}', star);
                    bytes.repeat(bytes(text.substring(star + 1, end)), Integer.parseInt(text.substring(at, star)));
                    at = end + 1;
                }
                default -> throw new IllegalArgumentException("no escape: \\" + escaped + " in: " + text);
            }
        }
        return bytes.toString();
    }

    /** The bytes in one line, shortened where they are many. */
    static String shown(String bytes) {
        var text = new StringBuilder();
        for (var i = 0; i < Math.min(bytes.length(), LONGEST_SHOWN); i++) {
            var c = bytes.charAt(i);
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append("\\x%02X".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return bytes.length() > LONGEST_SHOWN ? text + "… (" + bytes.length() + " bytes)" : text.toString();
    }
}
