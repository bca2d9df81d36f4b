package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings.EndpointSettings;
import dev.quaygate.proxy.settings.SelectionPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Who is in a pool, and who has left it with requests still in flight. One value over all reloads
 * of a live pool. Changed by any thread but an event loop; loops read {@link #now()} only.
 */
final class Membership {
    private final int loops;
    private final List<Leaving> leaving = new ArrayList<>();
    private volatile Members now;
    private volatile String unavailable = "";
    private volatile boolean closed;

    /** Of new endpoints, or of those in {@code known} where the address is the same. */
    Membership(
            List<EndpointSettings> wanted,
            Map<EndpointAddress, Endpoint> known,
            SelectionPolicy policy,
            int loops) {
        this.loops = loops;
        this.now = members(wanted, known, policy);
    }

    /**
     * An endpoint that has left.
     *
     * @param loopsToCome loops that may still be about to send it a request which they picked it
     *     for
     */
    record Leaving(Endpoint endpoint, AtomicInteger loopsToCome) {
        /** Requests in flight, at least one while a loop may still begin one. */
        int inFlight() {
            int sure = loopsToCome.get() > 0 ? 1 : 0;
            return Math.max(sure, endpoint.inFlight());
        }
    }

    Members now() {
        return now;
    }

    /** Why nobody is in; empty if nobody said. */
    String unavailable() {
        return unavailable;
    }

    void unavailable(String why, boolean nobodyComes) {
        unavailable = why;
        closed = nobodyComes;
    }

    /** Whether nobody is in and nobody will be until a person acts: waiting is in vain. */
    boolean closed() {
        return closed && now.endpoints().isEmpty();
    }

    /** Sets who is in; gives those that are not any more. */
    synchronized List<Leaving> replace(List<EndpointSettings> wanted, SelectionPolicy policy) {
        List<Endpoint> before = now.endpoints();
        var known = new HashMap<EndpointAddress, Endpoint>();
        before.forEach(endpoint -> known.put(endpoint.address(), endpoint));
        now = members(wanted, known, policy);
        return left(before);
    }

    /** Picks by another policy from now on. */
    synchronized void policy(SelectionPolicy policy) {
        now = now.with(policy, loops);
    }

    /** Ends as {@code next} begins: who still picks here picks from the new ones. */
    synchronized List<Leaving> endInFavourOf(Membership next) {
        List<Endpoint> before = now.endpoints();
        now = next.now;
        return left(before);
    }

    /** Empties it. */
    synchronized List<Leaving> clear(SelectionPolicy policy) {
        return replace(List.of(), policy);
    }

    /** Requests in flight at that address, also on endpoints that have left. */
    synchronized int inFlight(EndpointAddress address) {
        forgetEnded();
        int here =
                now.endpoints().stream()
                        .filter(endpoint -> endpoint.address().equals(address))
                        .mapToInt(Endpoint::inFlight)
                        .sum();
        return here
                + leaving.stream()
                        .filter(one -> one.endpoint.address().equals(address))
                        .mapToInt(Leaving::inFlight)
                        .sum();
    }

    /** Requests that ended at that address since it joined; 0 if nobody knows it. */
    synchronized long completed(EndpointAddress address) {
        return Stream.concat(
                        now.endpoints().stream(),
                        leaving.reversed().stream().map(Leaving::endpoint))
                .filter(endpoint -> endpoint.address().equals(address))
                .findFirst()
                .map(endpoint -> Math.max(0, endpoint.counters().attempts() - endpoint.inFlight()))
                .orElse(0L);
    }

    private List<Leaving> left(List<Endpoint> before) {
        forgetEnded();
        List<Leaving> left =
                before.stream()
                        .filter(endpoint -> !now.endpoints().contains(endpoint))
                        .map(endpoint -> new Leaving(endpoint, new AtomicInteger(loops)))
                        .toList();
        leaving.addAll(left);
        return left;
    }

    private void forgetEnded() {
        leaving.removeIf(one -> one.inFlight() == 0);
    }

    private Members members(
            List<EndpointSettings> wanted,
            Map<EndpointAddress, Endpoint> known,
            SelectionPolicy policy) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (EndpointSettings each : wanted) {
            Endpoint stays = known.get(each.address());
            endpoints.add(stays == null ? new Endpoint(each.address(), loops) : stays);
        }
        int[] weights = wanted.stream().mapToInt(EndpointSettings::weight).toArray();
        return Members.of(endpoints, weights, policy, loops);
    }
}
