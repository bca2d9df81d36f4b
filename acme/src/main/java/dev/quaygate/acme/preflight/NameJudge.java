package dev.quaygate.acme.preflight;

import dev.quaygate.acme.challenge.Http01;
import dev.quaygate.acme.issue.ChallengeType;
import dev.quaygate.acme.preflight.NameFacts.Probe;
import dev.quaygate.acme.preflight.NameFacts.Trouble;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges the facts about one name. Pure. */
final class NameJudge {
    private final NameFacts facts;
    private final Authority authority;
    private final Surroundings here;
    private final List<Finding> findings = new ArrayList<>();

    private NameJudge(NameFacts facts, Authority authority, Surroundings here) {
        this.facts = facts;
        this.authority = authority;
        this.here = here;
    }

    /** Findings in the order in which a person should look at them. */
    static List<Finding> judge(NameFacts facts, Authority authority, Surroundings here) {
        var judge = new NameJudge(facts, authority, here);
        judge.all();
        return authority.seesPublicDns()
                ? List.copyOf(judge.findings)
                : judge.findings.stream().map(Finding::unsure).toList();
    }

    private void all() {
        Trouble trouble = facts.trouble();
        if (trouble != null) {
            trouble(trouble);
        } else if (authority.needsAddress()) {
            addresses();
            ports();
        }
        findings.addAll(CaaJudge.judge(facts.name(), facts.permissions(), authority));
    }

    private void trouble(Trouble trouble) {
        String name = facts.name();
        findings.add(
                switch (trouble.kind()) {
                    case LOOP ->
                            Finding.fault(
                                    "QG3009", name, trouble.what(), "correct one of the CNAMEs");
                    case FAILURE ->
                            Finding.fault(
                                    "QG3007",
                                    name,
                                    trouble.what(),
                                    "look at the name servers of the zone: one of them fails");
                    case SIGNATURE ->
                            Finding.fault(
                                    "QG3007",
                                    name,
                                    trouble.what(),
                                    "the zone answers only without checking signatures: renew its"
                                            + " DNSSEC signatures, or correct the DS record");
                    case SILENCE ->
                            Finding.unknown(
                                    "QG3007",
                                    name,
                                    trouble.what(),
                                    "look at the resolver of this machine; the CA has its own");
                });
    }

    private void addresses() {
        Set<InetAddress> all = facts.addresses();
        String name = facts.name();
        if (all.isEmpty()) {
            String wish = here.addresses().isEmpty() ? "this machine" : list(here.addresses());
            findings.add(
                    Finding.fault(
                            "QG3001",
                            name,
                            "there is no A and no AAAA record",
                            "create a record for " + name + " pointing to " + wish));
            return;
        }
        disagreement();
        Set<InetAddress> four = kind(all, true);
        Set<InetAddress> six = kind(all, false);
        if (here.addresses().isEmpty()) {
            findings.add(Finding.ok(name, "points to " + list(all)));
            return;
        }
        Set<InetAddress> foreignFour = foreign(four);
        Set<InetAddress> foreignSix = foreign(six);
        if (!foreignSix.isEmpty() && foreignFour.isEmpty() && !four.isEmpty()) {
            findings.add(
                    Finding.unknown(
                            "QG3003",
                            name,
                            "A is ours, and AAAA points to " + list(foreignSix),
                            "CAs prefer IPv6: remove the AAAA record, or give that address to this"
                                    + " machine"));
        } else if (!foreignFour.isEmpty() || !foreignSix.isEmpty()) {
            var foreign = new HashSet<>(foreignFour);
            foreign.addAll(foreignSix);
            findings.add(
                    Finding.unknown(
                            "QG3002",
                            name,
                            "points to "
                                    + list(foreign)
                                    + "; our addresses are "
                                    + list(here.addresses()),
                            "change the record, or ignore this behind NAT or a load balancer"));
        } else {
            findings.add(Finding.ok(name, "points here: " + list(all)));
        }
    }

    private void disagreement() {
        if (new HashSet<>(facts.servers().values()).size() < 2) {
            return;
        }
        String words =
                facts.servers().entrySet().stream()
                        .map(one -> one.getKey() + " says " + list(one.getValue()))
                        .collect(Collectors.joining(", "));
        findings.add(
                Finding.unknown(
                        "QG3008",
                        facts.name(),
                        words,
                        "wait for the zone transfer, or look at the server that is behind"));
    }

    private void ports() {
        boolean onlyHttp = authority.challenges().equals(List.of(ChallengeType.HTTP_01));
        boolean onlyTls = authority.challenges().equals(List.of(ChallengeType.TLS_ALPN_01));
        if (!here.http() && onlyHttp) {
            findings.add(
                    Finding.fault(
                            "QG3010",
                            facts.name(),
                            "nothing here listens for http, which http-01 needs",
                            "give `listen.http` an address, or allow tls-alpn-01 or dns-01"));
        } else if (!here.https() && onlyTls) {
            findings.add(
                    Finding.fault(
                            "QG3010",
                            facts.name(),
                            "nothing here listens for https, which tls-alpn-01 needs",
                            "give `listen.https` an address, or allow http-01 or dns-01"));
        }
        Probe probe = facts.probe();
        if (probe != null && here.http()) {
            probe(probe);
        }
    }

    private void probe(Probe probe) {
        String name = facts.name();
        switch (probe.result()) {
            case OURS ->
                    findings.add(
                            Finding.ok(
                                    name,
                                    "answers on port " + here.httpPort() + "; " + here.outside()));
            case NOTHING ->
                    findings.add(
                            Finding.unknown(
                                    "QG3011",
                                    name,
                                    "port " + here.httpPort() + ": " + probe.detail(),
                                    "open it in the firewall or router; it may be open to the CA"
                                            + " all the same: "
                                            + here.outside()));
            case ELSEWHERE ->
                    findings.add(
                            Finding.unknown(
                                    "QG3014",
                                    name,
                                    "the challenge path redirects to " + probe.detail(),
                                    "forward " + Http01.PATH_PREFIX + " to this machine"));
            case OTHER_ANSWER ->
                    findings.add(
                            Finding.unknown(
                                    "QG3014",
                                    name,
                                    "another server answers: " + probe.detail(),
                                    "forward " + Http01.PATH_PREFIX + " to this machine"));
        }
    }

    private Set<InetAddress> foreign(Set<InetAddress> addresses) {
        return addresses.stream()
                .filter(address -> !here.isOurs(address))
                .collect(Collectors.toSet());
    }

    private static Set<InetAddress> kind(Set<InetAddress> addresses, boolean four) {
        return addresses.stream()
                .filter(address -> address instanceof Inet4Address == four)
                .collect(Collectors.toSet());
    }

    private static String list(Set<InetAddress> addresses) {
        return addresses.isEmpty()
                ? "nothing"
                : addresses.stream()
                        .map(InetAddress::getHostAddress)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
