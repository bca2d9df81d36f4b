package dev.quaygate.acme.preflight;

import dev.quaygate.acme.client.AcmeDirectory;
import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.issue.ChallengeType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges an order without asking anybody. Pure. */
final class OrderJudge {
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final int PROFILE_NAMES = 25;
    private static final Set<String> SHORT_LISTS = Set.of("tlsserver", "shortlived");

    /** RFC 6761, RFC 6762, RFC 8375, RFC 9476, and what routers make up. */
    private static final Set<String> PRIVATE_SUFFIXES =
            Set.of(
                    "localhost",
                    "local",
                    "internal",
                    "intranet",
                    "lan",
                    "home",
                    "corp",
                    "private",
                    "test",
                    "example",
                    "invalid",
                    "onion",
                    "alt",
                    "arpa");

    private OrderJudge() {}

    static List<Finding> judge(OrderFacts facts, Authority authority) {
        var findings = new ArrayList<Finding>();
        for (String name : facts.names()) {
            name(name, facts, authority, findings);
        }
        directory(facts, authority, findings);
        return findings;
    }

    private static void name(
            String name, OrderFacts facts, Authority authority, List<Finding> findings) {
        boolean address = SubjectNames.isAddress(name);
        boolean wildcard = name.startsWith("*.");
        String base = wildcard ? name.substring(2) : name;
        if (authority.seesPublicDns() && (address ? isPrivate(name) : isPrivateName(base))) {
            findings.add(
                    Finding.fault(
                            "QG3018",
                            name,
                            "no public CA certifies it: " + why(base, address),
                            "use `tls: internal`, or a name of your own domain"));
            return;
        }
        boolean byDns =
                authority.challenges().contains(ChallengeType.DNS_01)
                        && facts.zones().contains(base);
        if (wildcard && !byDns) {
            findings.add(
                    Finding.fault(
                            "QG3016",
                            name,
                            "a wildcard needs a zone under certificates.dns",
                            "write `certificates: {dns: [{zones: [" + base + "], …}]}`"));
        } else if (address && authority.challenges().equals(List.of(ChallengeType.DNS_01))) {
            findings.add(
                    Finding.fault(
                            "QG3017",
                            name,
                            "an address cannot be proved by dns-01",
                            "allow http-01 or tls-alpn-01"));
        }
    }

    private static String why(String base, boolean address) {
        if (address) {
            return "it is a private address";
        }
        return base.contains(".") ? "its suffix is private" : "it is a single label";
    }

    private static boolean isPrivateName(String name) {
        return !name.contains(".")
                || PRIVATE_SUFFIXES.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static boolean isPrivate(String literal) {
        InetAddress address = InetAddress.ofLiteral(literal);
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return uniqueLocal
                || shared
                || address.isSiteLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress();
    }

    private static void directory(OrderFacts facts, Authority authority, List<Finding> findings) {
        AcmeDirectory directory = facts.directory();
        if (directory == null) {
            return;
        }
        String profile = facts.profile();
        if (profile != null && !directory.profiles().containsKey(profile)) {
            findings.add(
                    Finding.fault(
                            "QG3020",
                            authority.id(),
                            "profile '" + profile + "' is not offered",
                            "the CA offers: " + String.join(", ", directory.profiles().keySet())));
        } else if (profile != null
                && SHORT_LISTS.contains(profile)
                && facts.names().size() > PROFILE_NAMES) {
            findings.add(
                    Finding.fault(
                            "QG3019",
                            authority.id(),
                            facts.names().size()
                                    + " names, and profile '"
                                    + profile
                                    + "' takes "
                                    + PROFILE_NAMES,
                            "spread the names over several routes"));
        }
        if (directory.externalAccountRequired() && !facts.binding()) {
            findings.add(
                    Finding.fault(
                            "QG3028",
                            authority.id(),
                            "the CA wants an external account binding",
                            "add `eab: {kid: …, key: …}` to the issuer; the CA's website has them"));
        }
        if (directory.serverTime() != null) {
            Duration offset = Duration.between(directory.serverTime(), facts.now());
            if (offset.abs().compareTo(CLOCK_TOLERANCE) > 0) {
                findings.add(
                        Finding.fault(
                                "QG3026",
                                "clock",
                                "our clock is "
                                        + offset.abs().toSeconds()
                                        + " s "
                                        + (offset.isNegative() ? "behind" : "ahead of")
                                        + " the CA's",
                                "set the clock, and let a time service keep it"));
            }
        }
    }
}
