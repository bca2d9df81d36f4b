package dev.quaygate.acme.store;

/**
 * Told of documents that changed. Called one after another from a thread of the store, never from
 * the one that writes; what it throws is logged and skips that change only.
 */
public interface StoreWatcher {
    /**
     * A document was created or replaced.
     *
     * @param value its bytes, those of a later state if it changed again meanwhile
     */
    void changed(String key, byte[] value);

    /** A document is not there any more. */
    void deleted(String key);
}
