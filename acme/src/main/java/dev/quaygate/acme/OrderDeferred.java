package dev.quaygate.acme;

/**
 * Ends an attempt before its order because the budget allows it only later; no failure. Never
 * leaves this package.
 */
final class OrderDeferred extends Exception {
    private static final long serialVersionUID = 1L;

    OrderDeferred(String why) {
        super(why);
    }
}
