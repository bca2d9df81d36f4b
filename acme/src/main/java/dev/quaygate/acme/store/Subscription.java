package dev.quaygate.acme.store;

/** A watch that runs until it is closed; a call that is under way then may end later. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
