package io.portico.ingress.model;

/** The name of a Secret. */
public record SecretRef(String namespace, String name) implements Comparable<SecretRef> {
    @Override
    public int compareTo(SecretRef other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
