package io.portico.certmanager.model;

/** The Secret that a certificate is stored in; also the certificate's name, as in cert-manager's ingress-shim. */
public record SecretName(String namespace, String name) implements Comparable<SecretName> {

    @Override
    public int compareTo(SecretName other) {
        return toString().compareTo(other.toString());
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
