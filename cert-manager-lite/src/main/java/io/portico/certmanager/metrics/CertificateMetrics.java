package io.portico.certmanager.metrics;

import io.portico.runtime.metrics.Metric;
import io.portico.runtime.metrics.Metric.Origin;
import java.util.List;

/** Own metrics of cert-manager-lite, beside {@link io.portico.runtime.metrics.RuntimeMetrics}. */
public final class CertificateMetrics {
    /** A time. */
    public static final Metric EXPIRATION = ofCertificate(Metric.gauge(
            "certmanager_certificate_expiration_timestamp_seconds",
            "When the certificate in that Secret ends, in seconds since 1970; 0 where there is none"));

    /** A time. */
    public static final Metric RENEWAL = ofCertificate(Metric.gauge(
            "certmanager_certificate_renewal_timestamp_seconds",
            "When the certificate in that Secret is renewed, in seconds since 1970; 0 where there is none"));

    /** Whether there is one. */
    public static final Metric READY = ofCertificate(Metric.gauge(
                    "certmanager_certificate_ready_status",
                    "1 at condition True where a usable certificate is stored, at False where none is; else 0"))
            .by("condition", "True, False");

    /** Of certificates. */
    public static final Metric ISSUED = Metric.counter(
                    "portico_certificates_issued_total", "Certificates issued, by why the one before did not do")
            .by(
                    "reason",
                    "DoesNotExist, MissingData, InvalidCertificate, InvalidKeyPair, SecretMismatch, IncorrectIssuer, RequestChanged, Expired, Renewing");

    /** All of them. */
    public static final List<Metric> CATALOGUE = List.of(EXPIRATION, RENEWAL, READY, ISSUED);

    private CertificateMetrics() {}

    private static Metric ofCertificate(Metric metric) {
        return metric.by("name", "of a Secret that an Ingress asks for now")
                .by("namespace", "its namespace")
                .by("issuer_name", "kube-ca")
                .by("issuer_kind", "ClusterIssuer")
                .by("issuer_group", "cert-manager.io")
                .as(Origin.CERT_MANAGER);
    }
}
