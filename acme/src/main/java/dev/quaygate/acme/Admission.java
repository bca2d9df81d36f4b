package dev.quaygate.acme;

import dev.quaygate.acme.client.CertId;

/** Asks the budget before an order is placed. */
interface Admission {
    /**
     * Counts the order that is placed next.
     *
     * @throws OrderDeferred if it has to wait
     */
    void order() throws OrderDeferred;

    /**
     * Counts the same order once more: the authority did not take it as a replacement.
     *
     * @throws OrderDeferred if it has to wait
     */
    void orderWithout(CertId replaced) throws OrderDeferred;
}
