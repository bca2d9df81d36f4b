package dev.quaygate.acme.preflight;

import dev.quaygate.acme.client.SubjectNames;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.issue.ChallengeType;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Looks, before an order is spent, at what would make it fail. Spends no order and asks the
 * authority nothing. Blocks for seconds; any thread.
 */
public final class Preflight {
    private final AuthoritativeDns dns;
    private final Supplier<Surroundings> here;
    private final BiConsumer<String, String> present;
    private final Consumer<String> withdraw;
    private final Predicate<URI> publicAuthorities;

    /**
     * @param here what is known of this machine now
     * @param present answers an http-01 token with a text, on all nodes
     * @param withdraw ends that
     * @param publicAuthorities whether the authority with this directory sees the DNS that {@code
     *     dns} sees; what others see of a name is not known here
     */
    public Preflight(
            AuthoritativeDns dns,
            Supplier<Surroundings> here,
            BiConsumer<String, String> present,
            Consumer<String> withdraw,
            Predicate<URI> publicAuthorities) {
        this.dns = dns;
        this.here = here;
        this.present = present;
        this.withdraw = withdraw;
        this.publicAuthorities = publicAuthorities;
    }

    /** Whether the authority with this directory sees the same DNS as we do. */
    public boolean trusts(URI directory) {
        return publicAuthorities.test(directory);
    }

    /** Everything that was looked at, the order itself first, then its names one by one. */
    public List<Finding> check(OrderFacts order, Authority authority) throws InterruptedException {
        var findings = new ArrayList<>(OrderJudge.judge(order, authority));
        Surroundings now = here.get();
        var finder = new NameFinder(dns, new HttpProbe(present, withdraw, now.httpPort()));
        for (String name : order.names()) {
            if (SubjectNames.isAddress(name)) {
                continue;
            }
            Authority forName = forName(order, authority, name);
            NameFacts facts = finder.find(name, forName.needsAddress());
            findings.addAll(NameJudge.judge(facts, forName, now));
        }
        return findings;
    }

    /** Whether http-01 can be answered at all, and whether the world has come by; no verdict. */
    public Finding httpDoor() {
        Surroundings now = here.get();
        return Finding.unknown(
                now.http() ? "QG3011" : "QG3010",
                "port " + now.httpPort(),
                (now.http() ? "open here; " : "nothing listens here; ") + now.outside(),
                "if that is long ago, a firewall or NAT in front may drop what the CA sends");
    }

    /** With the challenges that can prove this name. */
    private static Authority forName(OrderFacts order, Authority authority, String name) {
        boolean wildcard = name.startsWith("*.");
        boolean zone = order.zones().contains(wildcard ? name.substring(2) : name);
        List<ChallengeType> usable =
                authority.challenges().stream()
                        .filter(type ->
                                switch (type) {
                                    case DNS_01 -> zone;
                                    case DNS_PERSIST_01 -> true;
                                    case HTTP_01, TLS_ALPN_01 -> !wildcard;
                                })
                        .toList();
        return new Authority(
                authority.id(),
                authority.caaNames(),
                authority.account(),
                authority.seesPublicDns(),
                usable);
    }
}
