package dev.quaygate.acme.preflight;

import dev.quaygate.acme.dns.DnsRecord.Permission;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.preflight.NameFacts.Permissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges CAA records as an authority does (RFC 8659, RFC 8657). Pure. */
final class CaaJudge {
    private static final Set<String> KNOWN =
            Set.of("issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail");
    private static final int CRITICAL = 128;

    private CaaJudge() {}

    /** One permission: who, and on what terms. */
    private record Grant(String who, Map<String, String> terms) {
        static Grant of(String value) {
            String[] parts = value.split(";", -1);
            var terms = new HashMap<String, String>();
            Arrays.stream(parts)
                    .skip(1)
                    .forEach(part -> {
                        int equals = part.indexOf('=');
                        if (equals > 0) {
                            terms.put(
                                    part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                                    part.substring(equals + 1).strip());
                        }
                    });
            return new Grant(parts[0].strip().toLowerCase(Locale.ROOT), terms);
        }
    }

    static List<Finding> judge(String name, Permissions permissions, Authority authority) {
        if (!permissions.failure().isEmpty()) {
            return List.of(
                    Finding.fault(
                            "QG3006",
                            name,
                            "the question for CAA records fails: " + permissions.failure(),
                            "correct the name server: CAs must refuse while it fails"));
        }
        if (authority.caaNames().isEmpty()) {
            return List.of();
        }
        List<Permission> unknown =
                permissions.records().stream()
                        .filter(one -> (one.flags() & CRITICAL) != 0 && !KNOWN.contains(one.tag()))
                        .toList();
        List<Grant> grants = grants(name, permissions);
        String zone = permissions.zone();
        if (!unknown.isEmpty()) {
            return List.of(forbidden(name, zone, authority, unknown.getFirst().tag()));
        }
        if (grants == null) {
            return List.of(Finding.ok(name, "no CAA record restricts it"));
        }
        List<Grant> ours =
                grants.stream().filter(one -> authority.caaNames().contains(one.who())).toList();
        if (ours.isEmpty()) {
            String allowed = String.join(", ", grants.stream().map(Grant::who).toList());
            return List.of(forbidden(name, zone, authority, allowed.isEmpty() ? ";" : allowed));
        }
        return List.of(terms(name, zone, ours, authority));
    }

    /** The relevant set; null if it does not restrict. For a wildcard issuewild comes first. */
    private static @Nullable List<Grant> grants(String name, Permissions permissions) {
        List<Grant> wild = tagged(permissions, "issuewild");
        if (name.startsWith("*.") && !wild.isEmpty()) {
            return wild;
        }
        List<Grant> plain = tagged(permissions, "issue");
        return plain.isEmpty() ? null : plain;
    }

    private static List<Grant> tagged(Permissions permissions, String tag) {
        return permissions.records().stream()
                .filter(one -> one.tag().equals(tag))
                .map(one -> Grant.of(one.value()))
                .toList();
    }

    private static Finding forbidden(String name, String zone, Authority authority, String seen) {
        String tag = name.startsWith("*.") ? "issuewild" : "issue";
        return Finding.fault(
                "QG3004",
                name,
                "CAA at " + zone + " allows " + seen + ", not " + authority.id(),
                "add `"
                        + zone
                        + ". CAA 0 "
                        + tag
                        + " \""
                        + authority.caaNames().getFirst()
                        + "\"`, or use an issuer that it allows");
    }

    /** RFC 8657: one grant whose terms we meet is enough. */
    private static Finding terms(String name, String zone, List<Grant> ours, Authority authority) {
        List<String> methods = authority.challenges().stream().map(ChallengeType::word).toList();
        String account = authority.account();
        boolean fits =
                ours.stream()
                        .anyMatch(grant -> {
                            String wanted = grant.terms().get("accounturi");
                            String ways = grant.terms().get("validationmethods");
                            boolean right =
                                    wanted == null || account == null || wanted.equals(account);
                            boolean able =
                                    ways == null
                                            || Arrays.stream(ways.split(","))
                                                    .map(String::strip)
                                                    .anyMatch(methods::contains);
                            return right && able;
                        });
        if (fits) {
            return Finding.ok(name, "CAA at " + zone + " allows " + authority.id());
        }
        return Finding.fault(
                "QG3005",
                name,
                "CAA at "
                        + zone
                        + " allows "
                        + authority.id()
                        + " only with "
                        + String.join(" or ", ours.stream().map(CaaJudge::words).toList()),
                "our account is "
                        + (account == null ? "not made yet" : account)
                        + ", our methods are "
                        + String.join(",", methods)
                        + ": correct the record");
    }

    private static String words(Grant grant) {
        return String.join(
                "; ",
                grant.terms().entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .sorted()
                        .toList());
    }
}
