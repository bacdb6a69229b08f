package io.portico.testkit.corpus;

/** What happens next in a case. Bytes are characters, see the package. */
public sealed interface Step {
    /** The client sends these. */
    record ClientSends(String bytes) implements Step {}

    /** The client waits for a response. */
    record ClientSees(ExpectedResponse expected) implements Step {}

    /** The client waits for these, behind an upgrade. */
    record ClientReads(String bytes) implements Step {}

    /** The client will send nothing more, and reads on. */
    record ClientHalfCloses() implements Step {}

    /** The client closes its connection. */
    record ClientLeaves() implements Step {}

    /**
     * The endpoint waits for the next request.
     *
     * @param whole or for its head alone
     */
    record EndpointGets(boolean whole) implements Step {}

    /** The endpoint waits for what is left of the request that it got last. */
    record EndpointGetsRest() implements Step {}

    /** The endpoint sends these on the connection of the request that it got last. */
    record EndpointSends(String bytes) implements Step {}

    /** The endpoint waits for these, behind an upgrade. */
    record EndpointReads(String bytes) implements Step {}

    /** The endpoint closes that connection. */
    record EndpointCloses() implements Step {}

    /** The endpoint resets that connection. */
    record EndpointResets() implements Step {}
}
