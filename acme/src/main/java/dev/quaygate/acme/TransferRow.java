package dev.quaygate.acme;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one thing that is to be brought into a store.
 *
 * @param what name of a certificate, or an account
 * @param expires end of a certificate's life, null for anything else
 * @param issuer id of the issuer; empty if it is not known
 * @param verdict what happens to it
 * @param detail why, and where it comes from
 */
public record TransferRow(
        String what, @Nullable Instant expires, String issuer, Verdict verdict, String detail) {
    /** What happens to it. */
    public enum Verdict {
        /** It is not in the store yet, or newer than what is. */
        TAKE,
        /** The store has the same, or something better. */
        KEEP,
        /** It is damaged, or may not be used. */
        REFUSE;

        /** As it is shown. */
        public String word() {
            return switch (this) {
                case TAKE -> "take";
                case KEEP -> "keep";
                case REFUSE -> "refuse";
            };
        }
    }
}
