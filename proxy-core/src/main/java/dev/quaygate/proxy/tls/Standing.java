package dev.quaygate.proxy.tls;

/**
 * What a published certificate is worth for a name that others cover too: the last of these wins.
 * Two real ones of the same standing, one RSA and one not, serve a name together.
 */
enum Standing {
    /** Only keeps the place of a certificate to come. */
    STAND_IN,
    /** Nobody asks for it any more, but it is better than none. */
    LEFT_OVER,
    /** Wanted. */
    IN_USE
}
