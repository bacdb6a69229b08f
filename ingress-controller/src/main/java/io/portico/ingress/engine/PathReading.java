package io.portico.ingress.engine;

/**
 * What the path of a request means. Endpoints differ in how they read one, so a route is looked up by the normalised
 * path (RFC 3986 §6.2.2: dot segments resolved, unreserved characters decoded; and slashes in a row are one), and a
 * path of which another reading would lead elsewhere is refused by {@link RequestAdmission}.
 */
final class PathReading {
    private static final int ESCAPE = 3;
    private static final char NONE = 0;

    private PathReading() {}

    /** The normalised path; the very same string where it is normalised already. */
    static String normalized(String path) {
        return isPlain(path) ? path : resolved(decoded(path, false));
    }

    /** As an endpoint reads it that takes {@code %2F}, {@code %5C} and the backslash for a slash, as some do. */
    static String withEscapedSlashes(String path) {
        return hasOtherSlashes(path) ? resolved(decoded(path, true)) : normalized(path);
    }

    /** Whether there is a slash that only some take for one. */
    static boolean hasOtherSlashes(String path) {
        if (path.indexOf('\\') >= 0) {
            return true;
        }
        for (var at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            if (isSlash(escaped(path, at))) {
                return true;
            }
        }
        return false;
    }

    /** A dot counts behind a slash alone: that is where a dot segment begins. */
    private static boolean isPlain(String path) {
        var before = NONE;
        for (var i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            if (c == '%' || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String decoded(String path, boolean slashes) {
        var text = new StringBuilder(path.length());
        for (var i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            var escaped = c == '%' ? escaped(path, i) : NONE;
            if (isUnreserved(escaped)) {
                text.append(escaped);
                i += ESCAPE - 1;
            } else if (slashes && isSlash(escaped)) {
                text.append('/');
                i += ESCAPE - 1;
            } else {
                text.append(slashes && c == '\\' ? '/' : c);
            }
        }
        return text.toString();
    }

    /** The character that is escaped there; NONE for a broken escape. */
    private static char escaped(String path, int at) {
        if (at + ESCAPE > path.length()) {
            return NONE;
        }
        var high = Character.digit(path.charAt(at + 1), 16);
        var low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? NONE : (char) (high << 4 | low);
    }

    /** RFC 3986 §5.2.4, and slashes in a row are one. */
    private static String resolved(String path) {
        var text = new StringBuilder(path.length());
        var from = 0;
        while (from < path.length()) {
            var slash = path.indexOf('/', from + 1);
            var to = slash < 0 ? path.length() : slash;
            var segment = path.substring(from, to); // with the slash before it
            var isLast = slash < 0;
            if (segment.equals("/..") || segment.equals("/.")) {
                if (segment.equals("/..")) {
                    text.setLength(Math.max(0, text.lastIndexOf("/")));
                }
                if (isLast) {
                    text.append('/');
                }
            } else if (!segment.equals("/") || isLast) {
                text.append(segment);
            }
            from = to;
        }
        return text.isEmpty() ? "/" : text.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean isSlash(char c) {
        return c == '/' || c == '\\';
    }
}
