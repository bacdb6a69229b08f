package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.CertificateSource;
import io.portico.ingress.model.certificates.ServerCertificate;
import io.portico.ingress.model.objects.World;
import io.portico.runtime.ObjectRef;
import io.portico.runtime.Problem;
import io.portico.runtime.values.NamespacedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificate that the settings name for all hosts without one of their own.
 *
 * @param waits whether its Secret is not answered for
 * @param problems told on the Secret itself: no Ingress names it
 * @param until when time alone says something else
 */
record FallbackCertificate(
        Optional<ServerCertificate> certificate, boolean waits, List<Problem> problems, Optional<Instant> until) {
    static final FallbackCertificate NONE =
            new FallbackCertificate(Optional.empty(), false, List.of(), Optional.empty());

    static FallbackCertificate of(NamespacedName secret, World world, Instant now) {
        var moments = new Moments(now);
        var problems = new ArrayList<Problem>();
        var source = world.secret(secret);
        var certificate = switch (source) {
            case CertificateSource.Usable(var found) -> {
                Stream.concat(found.remarks().stream(), moments.validity(found).stream())
                        .forEach(remark -> problems.add(problem(secret, remark.reason(), "it " + remark.words())));
                yield Optional.of(found);
            }
            case CertificateSource.Broken(var fault, var lastGood) -> {
                problems.add(problem(
                        secret,
                        "BrokenSecret",
                        "it " + fault + "; until it is mended "
                                + (lastGood.isPresent() ? "its former certificate" : "a self-made one")
                                + " is served"));
                yield lastGood;
            }
            case CertificateSource.Missing(var _) -> {
                problems.add(
                        problem(secret, "MissingSecret", "it does not exist, so a self-made one is served; create it"));
                yield Optional.<ServerCertificate>empty();
            }
            case CertificateSource.Refused(var answer) -> {
                problems.add(problem(
                        secret,
                        "UnreadableSecret",
                        "it may not be read, so a self-made one is served. The API server says: " + answer));
                yield Optional.<ServerCertificate>empty();
            }
            case CertificateSource.Unread() -> Optional.<ServerCertificate>empty();
        };
        return new FallbackCertificate(
                certificate, source instanceof CertificateSource.Unread, List.copyOf(problems), moments.next());
    }

    private static Problem problem(NamespacedName secret, String reason, String message) {
        return new Problem(
                new ObjectRef("v1", "Secret", secret.namespace(), secret.name(), ""),
                reason,
                "it is to hold the default certificate (portico.ingress.default-certificate): " + message);
    }
}
