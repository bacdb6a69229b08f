package io.portico.certmanager.model.issuance;

import io.portico.certmanager.model.CertificateFacts;
import io.portico.certmanager.model.IssuanceBudgets;
import io.portico.certmanager.model.StoredPair;
import io.portico.certmanager.model.StoredSecret;
import java.time.Instant;
import java.util.List;

/** What is done about one Secret now. Each prints itself as a line of {@code /state}. */
public sealed interface Decision {

    /** The stored certificate does; nothing is written. */
    record Keep(CertificateFacts certificate, Instant renewal) implements Decision {
        @Override
        public String toString() {
            return "Keep: valid until " + certificate.notAfter() + ", renewal at " + renewal;
        }
    }

    /** A certificate is issued and stored, together with the budgets that are left afterwards. */
    record Issue(Violation why, IssuanceBudgets budgetsAfter) implements Decision {
        @Override
        public String toString() {
            return "Issue: " + why;
        }
    }

    /**
     * A certificate should be issued, but too many were; at that time it will be. {@code byAuthority} says whether it
     * is the CA that keeps changing.
     */
    record Delay(Violation why, Instant until, boolean byAuthority) implements Decision {
        @Override
        public String toString() {
            return "Delay until " + until + (byAuthority ? " for the CA's changes: " : ": ") + why;
        }
    }

    /** The Secret is somebody else's; {@code why} is a sentence that says how to make it ours. */
    record HandsOff(String why) implements Decision {
        @Override
        public String toString() {
            return "HandsOff: " + why;
        }
    }

    /** Decides; {@code spent} is what was issued for this Secret so far. */
    static Decision of(Situation situation, IssuanceBudgets spent) {
        var secret = situation.secret();
        if (secret != null && !mayBeOverwritten(secret)) {
            return new HandsOff(foreign(situation, secret));
        }
        var now = situation.now();
        return IssuancePolicies.firstViolation(situation)
                .<Decision>map(why -> {
                    var byAuthority = IssuancePolicies.authorityChanged(situation);
                    var budget = spent.paying(byAuthority);
                    var next = budget.next(now);
                    return next.isAfter(now)
                            ? new Delay(why, next, byAuthority)
                            : new Issue(why, spent.paid(byAuthority, budget.spend(now)));
                })
                .orElseGet(() -> keep(situation));
    }

    private static Decision keep(Situation situation) {
        var certificate = IssuancePolicies.certificate(situation).orElseThrow();
        var renewal =
                RenewalTime.of(certificate, situation.spec().options().renewBefore(), IssuancePolicies.uid(situation));
        return new Keep(certificate, renewal);
    }

    /** Ours, or an empty one of the right type, as some tools create ahead of the certificate. */
    private static boolean mayBeOverwritten(StoredSecret secret) {
        return secret.type().equals(StoredSecret.TLS_TYPE)
                && (secret.managed() || secret.pair().equals(new StoredPair.Absent(List.of("tls.crt", "tls.key"))));
    }

    private static String foreign(Situation situation, StoredSecret secret) {
        var name = situation.spec().secret().name();
        return secret.managed()
                ? "the Secret " + name + " is of type " + secret.type() + ", which cannot be changed to "
                        + StoredSecret.TLS_TYPE + "; delete it, and it is created anew."
                : "the Secret " + name
                        + " exists and was not made by cert-manager-lite, so it is left alone; delete it,"
                        + " name another Secret in spec.tls, or remove the issuer annotation to go on using it.";
    }
}
