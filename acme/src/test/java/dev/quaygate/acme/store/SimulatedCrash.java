package dev.quaygate.acme.store;

/** Stands for a kill -9: nothing in the product catches it. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;
}
