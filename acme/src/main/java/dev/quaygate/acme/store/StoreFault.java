package dev.quaygate.acme.store;

/**
 * Something in a store that is not as it should be.
 *
 * @param what key or file
 * @param why what is wrong with it
 * @param outcome what follows from it, or what is to be done
 * @param repairable whether {@code storage fsck --repair} sets it right
 */
public record StoreFault(String what, String why, String outcome, boolean repairable) {}
