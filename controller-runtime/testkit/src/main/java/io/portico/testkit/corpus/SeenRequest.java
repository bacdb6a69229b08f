package io.portico.testkit.corpus;

/** A request as the endpoint has it; it grows while it comes. Guarded by the conversation's lock. */
final class SeenRequest {
    private final String method;
    private final String target;
    private final Fields fields;
    private final StringBuilder body = new StringBuilder();
    private boolean whole;

    SeenRequest(String method, String target, Fields fields) {
        this.method = method;
        this.target = target;
        this.fields = fields;
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    /** Of its head; of its trailers, too, when it is whole. */
    Fields fields() {
        return fields;
    }

    String body() {
        return body.toString();
    }

    boolean isWhole() {
        return whole;
    }

    void append(String part) {
        body.append(part);
    }

    void end() {
        whole = true;
    }

    String title() {
        return method + " " + Escapes.shown(target) + (whole ? "" : " cut");
    }
}
