package io.portico.certmanager.model.authority;

import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.IssuanceBudget;
import io.portico.runtime.ObjectRef;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything that a decision about the CA's Secret depends on.
 *
 * @param secret names it, whether it is there or not
 * @param stored what it holds; empty when there is none
 * @param remembered whether this replica has seen a CA in it that can be used
 * @param earlier whether anything shows that there was a CA once: a certificate of ours, or a trust bundle
 * @param restores how often it was written back
 * @param now the wall clock
 */
public record AuthoritySituation(
        ObjectRef secret,
        Optional<Stored> stored,
        boolean remembered,
        boolean earlier,
        IssuanceBudget restores,
        Instant now) {

    /**
     * The Secret as it is.
     *
     * @param asked the value of its annotation {@link AuthorityPlan#NEW_AUTHORITY}, if it has one
     * @param content the CA in it
     */
    public record Stored(Optional<String> asked, Content content) {}

    /** What stands in it. */
    public sealed interface Content {
        /** A CA that can sign. */
        record Usable(AuthorityFacts facts) implements Content {}

        /** Nothing that can be signed with; {@code why} is a sentence without its full stop. */
        record Unusable(String why) implements Content {}
    }
}
