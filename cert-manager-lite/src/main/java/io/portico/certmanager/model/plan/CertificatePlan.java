package io.portico.certmanager.model.plan;

import io.portico.certmanager.model.AuthorityFacts;
import io.portico.certmanager.model.CertificateSpec;
import io.portico.certmanager.model.IssuanceBudgets;
import io.portico.certmanager.model.StoredSecret;
import io.portico.certmanager.model.ingress.MergedRequests;
import io.portico.certmanager.model.issuance.Decision;
import io.portico.certmanager.model.issuance.Situation;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done about one Secret now.
 *
 * @param settled whether the Secret may stay as it was seen: a plan that wants anything else has to be made once more
 *     on what the API server has, so that a stale view costs a read, never an issue
 * @param order the certificate to get; empty when none is wanted now
 * @param problems to report
 * @param status how the certificate stands; empty when nobody asks for it. With an order, until the issuer answers
 * @param again when to look at it again; empty when nobody asks for it
 */
public record CertificatePlan(
        boolean settled,
        Optional<Order> order,
        List<Problem> problems,
        Optional<CertificateStatus> status,
        Optional<Duration> again) {
    /** Clocks jump and Secrets that are not ours are not watched, so each certificate is looked at this often. */
    public static final Duration POLL = Duration.ofMinutes(5);

    private static final Duration POLL_FOREIGN = Duration.ofMinutes(1);

    private static final CertificatePlan FORGET =
            new CertificatePlan(true, Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    /**
     * What a plan is made of.
     *
     * @param secret its name
     * @param merged what the Ingresses ask for
     * @param stored what the Secret holds; null when there is none
     * @param authority who would sign; empty when nobody can at present
     * @param authoritySecret the Secret of the CA, which is never a place for certificates
     * @param spent what was issued for this Secret, as far as this replica remembers
     * @param now the wall clock
     */
    public record Input(
            NamespacedName secret,
            MergedRequests merged,
            @Nullable StoredSecret stored,
            Optional<AuthorityFacts> authority,
            NamespacedName authoritySecret,
            IssuanceBudgets spent,
            Instant now) {

        private IssuanceBudgets budgets() {
            return stored == null ? spent : spent.stricter(stored.budgets());
        }
    }

    /** Decides. */
    public static CertificatePlan of(Input input) {
        var merged = input.merged();
        if (merged.ingresses().isEmpty()) {
            return FORGET;
        }
        if (input.secret().equals(input.authoritySecret())) {
            return refused(
                    input,
                    true,
                    List.of(),
                    "BadConfig",
                    "the Secret " + input.secret().name() + " holds the CA itself; name another Secret in spec.tls.",
                    POLL);
        }
        if (merged.spec().isEmpty()) {
            return settled(merged.problems(), CertificateStatus.without(List.of(), "Refused", merged.problems()), POLL);
        }
        var spec = merged.spec().get();
        return input.authority()
                .map(authority -> decided(input, spec, Decision.of(situation(input, spec, authority), input.budgets())))
                .orElseGet(() -> settled(
                        merged.problems(),
                        CertificateStatus.without(spec.hosts(), "Waiting for the CA", merged.problems()),
                        POLL));
    }

    private static Situation situation(Input input, CertificateSpec spec, AuthorityFacts authority) {
        return new Situation(spec, input.stored(), authority, input.now());
    }

    private static CertificatePlan decided(Input input, CertificateSpec spec, Decision decision) {
        var problems = input.merged().problems();
        return switch (decision) {
            case Decision.Keep(var certificate, var renewal) ->
                settled(
                        problems,
                        new CertificateStatus(
                                spec.hosts(),
                                certificate,
                                renewal,
                                input.stored() == null ? "" : input.stored().reason(),
                                "Keep",
                                problems),
                        until(renewal, input.now()));
            case Decision.Issue(var why, var budgetsAfter) -> {
                var uid = input.stored() == null ? "" : input.stored().uid();
                var order =
                        new Order(spec, why, budgetsAfter, uid, input.merged().ingresses(), problems);
                yield new CertificatePlan(false, Optional.of(order), problems, Optional.empty(), Optional.of(POLL));
            }
            case Decision.Delay delay ->
                refused(
                        input,
                        false,
                        spec.hosts(),
                        "IssuanceDelayed",
                        delayed(input, spec, delay),
                        until(delay.until(), input.now()));
            case Decision.HandsOff(var why) -> refused(input, false, spec.hosts(), "ForeignSecret", why, POLL_FOREIGN);
        };
    }

    private static String delayed(Input input, CertificateSpec spec, Decision.Delay delay) {
        var times = input.budgets().paying(delay.byAuthority()).streak();
        var secret = spec.secret().name();
        var sentence = delay.byAuthority()
                ? "the CA in Secret " + input.authoritySecret() + " has changed " + times
                        + " times in a row, and each time the certificate in Secret " + secret
                        + " was issued anew; it needs to be again (" + delay.why()
                        + "). Find out what keeps changing the CA: nothing is wrong with this Ingress or its Secret."
                : "the certificate in Secret " + secret + " was issued " + times
                        + " times in a row and needs to be again (" + delay.why()
                        + "). Find out what keeps changing the Secret or its Ingresses.";
        return sentence + " The next issue is at " + delay.until() + ".";
    }

    private static CertificatePlan settled(List<Problem> problems, CertificateStatus status, Duration again) {
        return new CertificatePlan(true, Optional.empty(), problems, Optional.of(status), Optional.of(again));
    }

    private static CertificatePlan refused(
            Input input, boolean settled, List<String> hosts, String reason, String message, Duration again) {
        var problems = Stream.concat(
                        input.merged().problems().stream(),
                        input.merged().ingresses().stream().map(ingress -> new Problem(ingress, reason, message)))
                .toList();
        return new CertificatePlan(
                settled,
                Optional.empty(),
                problems,
                Optional.of(CertificateStatus.without(hosts, reason, problems)),
                Optional.of(again));
    }

    /** From now until then, but at least once in {@link #POLL}. */
    public static Duration until(Instant then, Instant now) {
        var wait = Duration.between(now, then);
        return wait.isPositive() && wait.compareTo(POLL) < 0 ? wait : POLL;
    }
}
