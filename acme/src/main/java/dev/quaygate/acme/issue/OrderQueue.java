package dev.quaygate.acme.issue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for the limits of authorities, and when each one's turn comes if all before it take
 * theirs. Not thread-safe.
 */
final class OrderQueue {
    private record Entry(OrderWish wish, List<BudgetCharge> charges, Instant since) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparing((Entry entry) -> entry.wish().priority().rank())
                    .thenComparingDouble(entry -> entry.wish().priority().left())
                    .thenComparing(Entry::since)
                    .thenComparing(entry -> entry.wish().set());

    private final BiFunction<String, Instant, TokenBucket> ledger;
    private final Map<String, Entry> waiting = new HashMap<>();
    private final TreeMap<Entry, OrderSlot> plan = new TreeMap<>(ORDER);
    private final Map<String, TokenBucket> planned = new HashMap<>();
    private boolean stale;

    OrderQueue(BiFunction<String, Instant, TokenBucket> ledger) {
        this.ledger = ledger;
    }

    /** Takes a place, or another one if the wish has changed, and says when its turn comes. */
    OrderSlot join(OrderWish wish, Instant now) {
        Entry before = waiting.get(wish.set());
        if (before == null || !before.wish().equals(wish)) {
            Instant since = before == null ? now : before.since();
            var entry = new Entry(wish, BudgetCharge.of(wish), since);
            waiting.put(wish.set(), entry);
            boolean last = plan.isEmpty() || ORDER.compare(entry, plan.lastKey()) > 0;
            if (before != null || !last) {
                stale = true;
            } else if (!stale) {
                add(entry, now); // behind all others: their turns stay
            }
        }
        return plan(now).getOrDefault(waiting.get(wish.set()), OrderSlot.free(now));
    }

    void leave(String set) {
        if (waiting.remove(set) != null) {
            stale = true;
        }
    }

    /** The ledger has changed. */
    void replan() {
        stale = true;
    }

    /** All that have to wait, the next one first. */
    List<Map.Entry<OrderWish, OrderSlot>> all(Instant now) {
        List<Map.Entry<OrderWish, OrderSlot>> all = new ArrayList<>();
        plan(now)
                .forEach((entry, slot) -> {
                    if (!slot.isOpen(now)) {
                        all.add(Map.entry(entry.wish(), slot));
                    }
                });
        return all;
    }

    private Map<Entry, OrderSlot> plan(Instant now) {
        if (stale) {
            plan.clear();
            planned.clear();
            waiting.values().stream().sorted(ORDER).forEach(entry -> add(entry, now));
            stale = false;
        }
        return plan;
    }

    private void add(Entry entry, Instant now) {
        OrderSlot slot = slot(entry.wish(), entry.charges(), false, now, key -> planned(key, now));
        plan.put(entry, slot);
        for (BudgetCharge charge : entry.charges()) {
            BudgetLimit limit = charge.limit();
            if (charge.taken() && limit != null) {
                TokenBucket after =
                        planned(charge.key(), now).promise(slot.at(), now, charge.window());
                // Thousands who wait would make each plan a matter of their square.
                planned.put(charge.key(), after.newest(limit.count()));
            }
        }
    }

    private TokenBucket planned(String key, Instant now) {
        return planned.computeIfAbsent(key, unplanned -> ledger.apply(unplanned, now));
    }

    /** The first instant at which all limits have a token, with the limit that came last. */
    static OrderSlot slot(
            OrderWish wish,
            List<BudgetCharge> charges,
            boolean person,
            Instant now,
            Function<String, TokenBucket> buckets) {
        Instant at = now;
        @Nullable BudgetCharge holding = null;
        for (int i = 0; i < charges.size(); i++) {
            BudgetCharge charge = charges.get(i);
            int ceiling = charge.ceiling(person, wish);
            Instant next = buckets.apply(charge.key()).next(at, ceiling, charge.window());
            if (next.isAfter(at)) {
                at = next;
                holding = charge;
                i = -1; // the others may have no token at the later instant
            }
        }
        if (holding == null) {
            return OrderSlot.free(now);
        }
        Instant told = buckets.apply(holding.key()).emptyUntil();
        int ceiling = holding.ceiling(person, wish);
        return OrderSlot.held(at, holding, ceiling, at.equals(told), wish.names());
    }
}
