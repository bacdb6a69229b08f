package io.portico.ingress.model.translate;

import io.portico.ingress.model.certificates.Certificates;
import io.portico.runtime.values.NamespacedName;
import io.portico.runtime.values.PersistentMap;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of certificates after a turn, and what the next needs to make only the difference.
 *
 * @param ingresses what each of our Ingresses says
 * @param byHost whose say there is in each host's certificate
 * @param bySecret who names each Secret
 * @param certificates what follows; hosts that wait for their Secret have none in it
 * @param fallback the certificate of all others
 * @param until when time alone makes an Ingress say something else
 */
record TlsState(
        PersistentMap<NamespacedName, IngressTls> ingresses,
        Index<String, IngressTls> byHost,
        Index<NamespacedName, IngressTls> bySecret,
        Certificates certificates,
        FallbackCertificate fallback,
        Optional<Instant> until) {
    static final TlsState NOTHING = new TlsState(
            PersistentMap.empty(),
            Index.empty(),
            Index.empty(),
            Certificates.NONE,
            FallbackCertificate.NONE,
            Optional.empty());

    /** When time alone makes something else of the whole. */
    Optional<Instant> changesAt() {
        return Stream.of(until, fallback.until()).flatMap(Optional::stream).min(Instant::compareTo);
    }
}
