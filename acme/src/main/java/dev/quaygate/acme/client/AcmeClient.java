package dev.quaygate.acme.client;

import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * One certificate authority, spoken to by RFC 8555 and RFC 9773. Keeps no account and no order: the
 * caller stores the URLs and hands them back, so a new process goes on where the old one stopped.
 *
 * <p>Every call blocks (use a virtual thread), takes at most 120 s in all, and repeats nothing but
 * requests whose nonce was refused. It ends with an {@link AcmeFailure} when the authority could
 * not be asked or said no, and with {@link InterruptedException} when its thread is interrupted.
 * Safe for any number of threads.
 */
public interface AcmeClient {
    /**
     * Asks for the directory; no account needed, so it serves as the probe of a lost authority too.
     */
    AcmeDirectory directory() throws AcmeFailure, InterruptedException;

    /**
     * Registers the key; gives the existing account when the key is known already (RFC 8555 §7.3).
     */
    AcmeAccount createAccount(AccountRequest request) throws AcmeFailure, InterruptedException;

    /**
     * Looks for the account of a key without creating one.
     *
     * @return empty only when the authority itself says that it does not know the key
     */
    Optional<AcmeAccount> findAccount(KeyPair key) throws AcmeFailure, InterruptedException;

    /**
     * Replaces the account key (RFC 8555 §7.3.5). When this fails without an answer either key may
     * be the valid one: ask {@link #findAccount} with both.
     *
     * @return the account with its new key
     */
    AcmeAccount changeKey(AcmeAccount account, KeyPair newKey)
            throws AcmeFailure, InterruptedException;

    /** Ends the account for ever. */
    void deactivateAccount(AcmeAccount account) throws AcmeFailure, InterruptedException;

    /**
     * Places an order. Store {@link AcmeOrder#url()} at once: it is what survives a restart.
     *
     * <p>Fails with {@link AcmeFailure.Reason.ProfileNotOffered} before any order is placed when
     * the directory lacks the profile, and with {@link AcmeFailure.Reason.AlreadyReplaced} when the
     * predecessor has a successor already.
     */
    AcmeOrder newOrder(AcmeAccount account, OrderRequest request)
            throws AcmeFailure, InterruptedException;

    /** Gives the present state of an order, from this process or an earlier one. */
    AcmeOrder getOrder(AcmeAccount account, URI order) throws AcmeFailure, InterruptedException;

    /** Gives the present state of one authorization and the challenges it offers. */
    AcmeAuthorization getAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure, InterruptedException;

    /** Tells the authority that the answer to a challenge is in place, on every node. */
    void triggerChallenge(AcmeAccount account, URI challenge)
            throws AcmeFailure, InterruptedException;

    /** Gives up an authorization, so that it no longer counts as pending. */
    void deactivateAuthorization(AcmeAccount account, URI authorization)
            throws AcmeFailure, InterruptedException;

    /**
     * Sends the signing request of an order that is {@link AcmeStatus#READY}.
     *
     * @param csr PKCS #10 in DER, as {@code Csr} makes it
     * @return the order after the request, usually {@link AcmeStatus#PROCESSING}
     */
    AcmeOrder finalizeOrder(AcmeAccount account, URI order, byte[] csr)
            throws AcmeFailure, InterruptedException;

    /**
     * Gets a certificate with its chain, and the addresses of its alternate chains; works for those
     * addresses as well. The chain is as received; {@code ChainCheck} judges it.
     */
    IssuedChain download(AcmeAccount account, URI certificate)
            throws AcmeFailure, InterruptedException;

    /**
     * Asks when a certificate should be renewed (RFC 9773); needs no account.
     *
     * @return empty when the authority offers no renewal information
     */
    Optional<RenewalInfo> renewalInfo(CertId certificate) throws AcmeFailure, InterruptedException;

    /** Revokes a certificate that this account ordered or is authorized for. */
    void revoke(AcmeAccount account, X509Certificate certificate, RevocationReason reason)
            throws AcmeFailure, InterruptedException;
}
