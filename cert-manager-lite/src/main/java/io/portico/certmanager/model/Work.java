package io.portico.certmanager.model;

import io.portico.runtime.values.NamespacedName;

/** What the one work queue holds. */
public sealed interface Work {

    /** Make this Secret hold what the Ingresses that name it ask for. */
    record Certificate(NamespacedName secret) implements Work {
        @Override
        public String toString() {
            return "certificate " + secret;
        }
    }

    /** Tell the users of this Ingress what is wrong with it. */
    record Review(NamespacedName ingress) implements Work {
        @Override
        public String toString() {
            return "review of Ingress " + ingress;
        }
    }

    /** Read or create the CA, and keep the trust bundle true. */
    record Authority() implements Work {
        @Override
        public String toString() {
            return "authority";
        }
    }
}
