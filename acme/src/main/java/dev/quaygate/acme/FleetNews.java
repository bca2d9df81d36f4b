package dev.quaygate.acme;

import dev.quaygate.acme.store.StoreWatcher;
import java.util.function.Consumer;

/**
 * Hears of generations that other nodes publish.
 *
 * @param changed takes the id of a set whose pointer moved
 */
record FleetNews(Consumer<String> changed) implements StoreWatcher {
    private static final String START = "certs/";
    private static final String END = "/current";

    @Override
    public void changed(String key, byte[] value) {
        if (key.startsWith(START) && key.endsWith(END)) {
            changed.accept(key.substring(START.length(), key.length() - END.length()));
        }
    }

    @Override
    public void deleted(String key) {
        // A set is served as long as this process knows it.
    }
}
