package dev.quaygate.acme.faultca;

import java.time.Duration;

/**
 * A kind of certificate.
 *
 * @param life from its (backdated) start of validity to its end
 * @param names most names
 * @param reuse how long a valid authorization serves further orders
 * @param pending how long an authorization waits for its challenge
 * @param order how long an order waits
 */
public record CaProfile(
        String name, Duration life, int names, Duration reuse, Duration pending, Duration order) {

    public static CaProfile classic() {
        return new CaProfile(
                "classic",
                Duration.ofDays(90),
                100,
                Duration.ofDays(30),
                Duration.ofDays(7),
                Duration.ofDays(7));
    }

    public static CaProfile tlsserver() {
        return brief("tlsserver", Duration.ofDays(45));
    }

    public static CaProfile shortlived() {
        return brief("shortlived", Duration.ofHours(160));
    }

    /** Terms of the newer profiles with any life. */
    public static CaProfile brief(String name, Duration life) {
        return new CaProfile(
                name, life, 25, Duration.ofHours(7), Duration.ofHours(1), Duration.ofHours(8));
    }
}
