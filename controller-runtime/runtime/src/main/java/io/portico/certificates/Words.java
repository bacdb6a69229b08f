package io.portico.certificates;

/** What the first cause of an exception of the JDK's readers says, without the names of classes. */
final class Words {
    private Words() {}

    /** {@code : Only named ECParameters supported}, to be put behind a sentence; empty where nothing is said. */
    static String of(Throwable thrown) {
        var words = "";
        for (var each = thrown; each != null; each = each.getCause()) {
            var message = each.getMessage();
            words = message == null || message.isBlank() ? words : message;
        }
        var plain = words.replaceAll("[a-z]+(\\.[a-z]+)+\\.[A-Z][A-Za-z]*(Exception|Error)(: *|$)", "")
                .strip();
        return plain.isEmpty() ? "" : ": " + plain;
    }
}
