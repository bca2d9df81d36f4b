package dev.quaygate.app.trust;

import java.nio.file.Path;

/**
 * What became of one store.
 *
 * @param store kind of store: {@code system}, {@code nss} or {@code java}
 * @param note for a failure why, and what to do; else empty
 */
public record TrustResult(String store, Path place, State state, String note) {
    /** How it ended. */
    public enum State {
        INSTALLED("installed"),
        ALREADY_THERE("already there"),
        REMOVED("removed"),
        NOT_THERE("not there"),
        FAILED("failed");

        private final String words;

        State(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    static TrustResult of(String store, Path place, State state) {
        return new TrustResult(store, place, state, "");
    }

    static TrustResult failed(String store, Path place, String note) {
        return new TrustResult(store, place, State.FAILED, note);
    }
}
