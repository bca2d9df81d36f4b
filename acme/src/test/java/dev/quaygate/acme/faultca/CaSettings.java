package dev.quaygate.acme.faultca;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What an authority is like.
 *
 * @param profiles offered kinds, the first is the default
 * @param namesProfiles whether the directory tells of profiles
 * @param renewalInfo whether it offers RFC 9773
 * @param bindings external account keys by id (base64url), empty where none is needed
 * @param limits whether the limits of production hold
 * @param backdate how long before issuance validity starts
 * @param perspectives places from which challenges are looked at, at least 1
 * @param processing looks at an order after finalize until it is valid
 * @param chain certificates in a chain, the leaf included
 */
public record CaSettings(
        List<CaProfile> profiles,
        boolean namesProfiles,
        boolean renewalInfo,
        Map<String, String> bindings,
        boolean limits,
        Duration backdate,
        int perspectives,
        int processing,
        int chain) {
    public CaSettings {
        profiles = List.copyOf(profiles);
        bindings = Map.copyOf(bindings);
    }

    /** All that Let's Encrypt offers, without its limits. */
    public static CaSettings defaults() {
        return new CaSettings(
                List.of(CaProfile.classic(), CaProfile.tlsserver(), CaProfile.shortlived()),
                true,
                true,
                Map.of(),
                false,
                Duration.ofHours(1),
                1,
                1,
                2);
    }

    /** The same with the limits of section "rate limits" of Let's Encrypt's documentation. */
    public CaSettings withLimits() {
        return new CaSettings(
                profiles,
                namesProfiles,
                renewalInfo,
                bindings,
                true,
                backdate,
                perspectives,
                processing,
                chain);
    }

    /** One kind of certificate, of which the directory says nothing. */
    public CaSettings withLife(Duration life) {
        return new CaSettings(
                List.of(CaProfile.brief("only", life)),
                false,
                renewalInfo,
                bindings,
                limits,
                life.compareTo(Duration.ofDays(1)) > 0 ? backdate : Duration.ZERO,
                perspectives,
                processing,
                chain);
    }

    public CaSettings withBinding(String id, String key) {
        return new CaSettings(
                profiles,
                namesProfiles,
                renewalInfo,
                Map.of(id, key),
                limits,
                backdate,
                perspectives,
                processing,
                chain);
    }

    public CaSettings withPerspectives(int count) {
        return new CaSettings(
                profiles,
                namesProfiles,
                renewalInfo,
                bindings,
                limits,
                backdate,
                count,
                processing,
                chain);
    }

    public CaSettings withoutRenewalInfo() {
        return new CaSettings(
                profiles,
                namesProfiles,
                false,
                bindings,
                limits,
                backdate,
                perspectives,
                processing,
                chain);
    }

    public CaSettings withChain(int certificates) {
        return new CaSettings(
                profiles,
                namesProfiles,
                renewalInfo,
                bindings,
                limits,
                backdate,
                perspectives,
                processing,
                certificates);
    }
}
