package dev.quaygate.acme.issue;

import dev.quaygate.acme.store.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was used of one limit. A token comes back one window after it was taken, which is never
 * earlier than at an authority that refills by drops: within any window we use at most the ceiling.
 * Pure.
 *
 * @param taken when tokens were taken, oldest first; older than a window may be left out
 * @param emptyUntil the authority said that nothing is left until then, null if it did not
 */
record TokenBucket(List<Instant> taken, @Nullable Instant emptyUntil) {
    static final TokenBucket FULL = new TokenBucket(List.of(), null);

    TokenBucket {
        taken = List.copyOf(taken);
    }

    /** Tokens in use at that time. */
    int used(Instant now, Duration window) {
        return alive(now, window).size();
    }

    /**
     * The first instant from {@code now} on at which a token is there. Tokens that are promised for
     * a time to come count; when they are short, nobody comes before the last promise.
     */
    Instant next(Instant now, int ceiling, Duration window) {
        List<Instant> alive = alive(now, window);
        boolean isShort = alive.size() >= ceiling;
        if (isShort && alive.getLast().isAfter(now)) {
            return next(alive.getLast(), ceiling, window);
        }
        Instant slot = isShort ? alive.get(alive.size() - ceiling).plus(window) : now;
        return emptyUntil != null && emptyUntil.isAfter(slot) ? emptyUntil : slot;
    }

    TokenBucket take(Instant now, Duration window) {
        return promise(now, now, window);
    }

    /** Takes a token at {@code at}, seen from {@code now}, which is not later. */
    TokenBucket promise(Instant at, Instant now, Duration window) {
        var all = new ArrayList<>(alive(now, window));
        all.add(at);
        all.sort(Comparator.naturalOrder());
        return new TokenBucket(all, emptyUntil);
    }

    /** With so many of the newest tokens only, which are all that a lower ceiling looks at. */
    TokenBucket newest(int count) {
        int size = taken.size();
        return size <= count
                ? this
                : new TokenBucket(taken.subList(size - count, size), emptyUntil);
    }

    /** Without the last token. */
    TokenBucket giveBack() {
        return taken.isEmpty()
                ? this
                : new TokenBucket(taken.subList(0, taken.size() - 1), emptyUntil);
    }

    /** The authority's word beats our count. */
    TokenBucket empty(Instant until) {
        return new TokenBucket(
                taken, emptyUntil != null && emptyUntil.isAfter(until) ? emptyUntil : until);
    }

    /** After a clock went back, tokens of a time to come count as taken now. */
    TokenBucket upTo(Instant now) {
        if (taken.isEmpty() || !taken.getLast().isAfter(now)) {
            return this;
        }
        return new TokenBucket(
                taken.stream().map(at -> at.isAfter(now) ? now : at).toList(), emptyUntil);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("taken", taken.stream().map(Instant::toString).toList())
                .put("emptyUntil", emptyUntil);
    }

    static TokenBucket of(JsonObject json) {
        return new TokenBucket(
                json.texts("taken").stream().map(Instant::parse).sorted().toList(),
                json.instantOrNull("emptyUntil"));
    }

    private List<Instant> alive(Instant now, Duration window) {
        Instant since = now.minus(window);
        int first = 0;
        while (first < taken.size() && !taken.get(first).isAfter(since)) {
            first++;
        }
        return taken.subList(first, taken.size());
    }
}
