package dev.quaygate.proxy.route;

import dev.quaygate.proxy.settings.HostPattern;
import dev.quaygate.proxy.settings.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a request goes where it goes.
 *
 * @param chosen the entry that answers, or null ({@code no_route})
 * @param others every other route in file order, with the first condition that kept it out
 */
public record Explanation<T>(Request request, @Nullable T chosen, List<Rejected> others) {
    /** The made-up request; {@code host} is folded. */
    public record Request(String method, Route.Scheme scheme, String host, String path) {}

    /** The first condition, in this order, that a route failed. */
    public enum Condition {
        SCHEME,
        HOST,
        PATH,
        /** It takes the request, but another route comes first. */
        PRECEDENCE
    }

    /**
     * @param detail the condition in words
     */
    public record Rejected(Route route, Condition failed, String detail) {}

    static <T> Explanation<T> of(Request request, @Nullable Slot<T> chosen, List<Slot<T>> all) {
        var others = new ArrayList<Rejected>();
        for (Slot<T> slot : all) {
            if (slot != chosen) {
                others.add(rejected(slot.route(), request, chosen));
            }
        }
        return new Explanation<>(
                request, chosen == null ? null : chosen.entry(), List.copyOf(others));
    }

    private static <T> Rejected rejected(Route route, Request request, @Nullable Slot<T> chosen) {
        if (route.scheme() != request.scheme()) {
            String serves = route.scheme().name().toLowerCase(Locale.ROOT);
            return new Rejected(route, Condition.SCHEME, "serves on " + serves + " only");
        }
        HostPattern host = Hosts.taking(route.hosts(), request.host());
        if (host == null) {
            return new Rejected(
                    route,
                    Condition.HOST,
                    "host " + request.host() + " is not " + anyOf(route.hosts()));
        }
        if (chosen == null || !Paths.takes(route.path(), request.path())) {
            return new Rejected(
                    route, Condition.PATH, "path " + request.path() + " is not " + route.path());
        }
        return new Rejected(
                route, Condition.PRECEDENCE, outranked(route, host, chosen.route(), request));
    }

    private static String outranked(Route route, HostPattern host, Route winner, Request request) {
        String before = winner.name() + " comes first: ";
        if (winner.priority() != route.priority()) {
            return before + "priority " + winner.priority() + " over " + route.priority();
        }
        HostPattern winning = Hosts.taking(winner.hosts(), request.host());
        if (winning != null && Hosts.rank(winning) != Hosts.rank(host)) {
            return before + "host " + winning + " over " + host;
        }
        if (Paths.rank(winner.path()) != Paths.rank(route.path())) {
            return before + "path " + winner.path() + " over " + route.path();
        }
        return before + "same host and path, written earlier";
    }

    private static String anyOf(List<HostPattern> hosts) {
        var text = new StringBuilder();
        for (HostPattern host : hosts) {
            text.append(text.isEmpty() ? "" : " or ").append(host);
        }
        return text.toString();
    }
}
