package io.portico.certmanager.model;

/**
 * What was spent for one Secret, by who caused it: changes of the CA reissue everybody's certificate, and must not use
 * up what the certificate's own changes may cost.
 *
 * @param own for changes of the Secret and of the Ingresses that ask for it
 * @param authority for changes of the CA
 */
public record IssuanceBudgets(IssuanceBudget own, IssuanceBudget authority) {
    /** Nothing was issued yet. */
    public static final IssuanceBudgets UNSPENT = new IssuanceBudgets(IssuanceBudget.UNSPENT, IssuanceBudget.UNSPENT);

    /** Of each the one that has more spent. */
    public IssuanceBudgets stricter(IssuanceBudgets other) {
        return new IssuanceBudgets(own.stricter(other.own), authority.stricter(other.authority));
    }

    /** The one that pays. */
    public IssuanceBudget paying(boolean authorityChanged) {
        return authorityChanged ? authority : own;
    }

    /** With the one that pays replaced. */
    public IssuanceBudgets paid(boolean authorityChanged, IssuanceBudget after) {
        return authorityChanged ? new IssuanceBudgets(own, after) : new IssuanceBudgets(after, authority);
    }
}
