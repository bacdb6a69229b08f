package io.portico.certmanager.model.authority;

import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateOptions;
import io.portico.certmanager.model.IssuanceBudget;
import io.portico.certmanager.model.authority.AuthoritySituation.Content;
import io.portico.certmanager.model.authority.AuthoritySituation.Stored;
import io.portico.certmanager.model.plan.Notice;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What is done about the CA's Secret now. It is made where there is no sign of an earlier one, and never overwritten: a
 * Secret that cannot be used is reported on that Secret, and nothing is issued until its owner has mended it. One that
 * is deleted is written back as it was. A new root, which nobody trusts yet, is made only when it is asked for.
 *
 * @param action what is done
 * @param problems to report besides
 */
public record AuthorityPlan(Action action, List<Problem> problems) {
    /** On the Secret: {@code "true"} asks for a new root, once. */
    public static final String NEW_AUTHORITY = "portico.io/new-authority";

    /** The ConfigMap of what clients trust. */
    public static final String BUNDLE = "kube-ca-bundle";

    /** One thing to do. */
    public sealed interface Action {
        /** The CA that is stored signs; {@code warning} is what its owner should know. */
        record Use(AuthorityFacts facts, Optional<Problem> warning) implements Action {}

        /** A new root is made and stored. */
        record Create() implements Action {}

        /** A new root is made and takes the place of what is stored. */
        record Replace() implements Action {}

        /** What was remembered is written back; {@code budgetAfter} is what may be spent on that from then on. */
        record Restore(IssuanceBudget budgetAfter) implements Action {}

        /** Nothing is signed. */
        record Refuse(Problem problem) implements Action {}
    }

    /** Decides. */
    public static AuthorityPlan of(AuthoritySituation situation) {
        return situation.stored().map(stored -> stored(situation, stored)).orElseGet(() -> missing(situation));
    }

    /** What is told once a root was made; {@code anew} when it takes the place of another. */
    public static Notice made(ObjectRef secret, AuthorityFacts facts, boolean anew) {
        return new Notice(
                secret,
                "AuthorityCreated",
                (anew ? "made a new root, as asked for: the CA " : "made the CA ") + facts.subject() + ", valid until "
                        + facts.notAfter() + "; clients find it in the ConfigMap " + BUNDLE);
    }

    /** What is told once the Secret was written back. */
    public static Problem restored(ObjectRef secret) {
        return new Problem(
                secret,
                "AuthorityRestored",
                "the Secret was deleted, and is written back with the same key and certificate, so that all certificates"
                        + " stay good. A new root is made when the Secret gets the annotation " + NEW_AUTHORITY
                        + ": \"true\".");
    }

    private static AuthorityPlan stored(AuthoritySituation situation, Stored stored) {
        if (stored.asked().filter("true"::equals).isPresent()) {
            return new AuthorityPlan(new Action.Replace(), List.of());
        }
        var problems = stored.asked().stream()
                .map(value -> new Problem(
                        situation.secret(),
                        "BadConfig",
                        "the annotation " + NEW_AUTHORITY + " is \"" + value
                                + "\"; write \"true\" for a new root, or remove it. Until then the CA stays."))
                .toList();
        return new AuthorityPlan(
                switch (stored.content()) {
                    case Content.Usable(var facts) -> new Action.Use(facts, warning(situation, facts));
                    case Content.Unusable(var why) ->
                        new Action.Refuse(new Problem(
                                situation.secret(),
                                "AuthorityUnusable",
                                why + ". No certificate is issued until a CA's certificate and its private key are"
                                        + " stored here, or the annotation " + NEW_AUTHORITY
                                        + ": \"true\" asks for a new root."));
                },
                problems);
    }

    private static Optional<Problem> warning(AuthoritySituation situation, AuthorityFacts facts) {
        return facts.notAfter().isBefore(situation.now().plus(CertificateOptions.DEFAULT.duration()))
                ? Optional.of(new Problem(
                        situation.secret(),
                        "AuthorityExpiring",
                        "the CA ends at " + facts.notAfter()
                                + ", and no certificate outlives it; store a new CA's tls.crt and tls.key here."))
                : Optional.empty();
    }

    private static AuthorityPlan missing(AuthoritySituation situation) {
        var now = situation.now();
        if (situation.remembered()) {
            var next = situation.restores().next(now);
            return new AuthorityPlan(
                    next.isAfter(now)
                            ? refuse(
                                    situation,
                                    "the CA's Secret was deleted and written back "
                                            + situation.restores().streak()
                                            + " times in a row. Find out what deletes it; it is not written back before "
                                            + next + ".")
                            : new Action.Restore(situation.restores().spend(now)),
                    List.of());
        }
        return new AuthorityPlan(situation.earlier() ? lost(situation) : new Action.Create(), List.of());
    }

    /** No replica has seen the key: who trusts the old root is not to find another one in its place by a slip. */
    private static Action lost(AuthoritySituation situation) {
        var secret = situation.secret();
        return refuse(
                situation,
                "the CA's Secret is gone, and there are certificates of it, or the ConfigMap " + BUNDLE
                        + " that clients trust. Nothing is issued until the Secret is restored from a backup. Where there"
                        + " is none, ask for a new root, which every client then has to trust: create the Secret "
                        + secret.name() + " in " + secret.namespace() + " with the annotation " + NEW_AUTHORITY
                        + ": \"true\".");
    }

    private static Action refuse(AuthoritySituation situation, String message) {
        return new Action.Refuse(new Problem(situation.secret(), "AuthorityMissing", message));
    }
}
