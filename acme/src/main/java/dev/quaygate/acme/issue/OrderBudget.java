package dev.quaygate.acme.issue;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.StoreProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places no order that the authority would refuse for its number: counts orders, certificates and
 * failures as the authority does, and says when the next one may follow. What an authority says
 * itself beats the count. Any thread.
 */
public final class OrderBudget {
    private static final Logger log = LoggerFactory.getLogger(OrderBudget.class);

    /** The pause after a refusal that names none. */
    private static final Duration UNTOLD = Duration.ofHours(1);

    /**
     * How much of one limit is used.
     *
     * @param subject what is counted
     * @param used tokens in use now
     * @param left tokens that may be used now without a person
     * @param next when one may be used, now if {@code left} is not 0
     */
    public record Usage(
            Scope scope, String subject, int used, int left, BudgetLimit limit, Instant next) {}

    private final BudgetLedger ledger;
    private final OrderQueue queue;

    public OrderBudget(CertificateStore store) {
        ledger = new BudgetLedger(store);
        queue = new OrderQueue(ledger::get);
    }

    /** When the order may be placed; until then the wish has its place in the queue. */
    public synchronized OrderSlot slot(OrderWish wish, Instant now) {
        return queue.join(wish, now);
    }

    /** When the order may be placed if a person forces it. */
    public synchronized OrderSlot forced(OrderWish wish, Instant now) {
        return OrderQueue.slot(wish, BudgetCharge.of(wish), true, now, key -> ledger.get(key, now));
    }

    /**
     * Takes a token of each limit, or of none. Counted in the store when this returns.
     *
     * @param person whether a person forces the order, past the queue and our own ceilings
     * @return a slot that is open if the tokens were taken
     * @throws StoreProblem if the count cannot be kept; no order may follow then
     */
    public synchronized OrderSlot take(OrderWish wish, boolean person, Instant now) {
        List<BudgetCharge> charges = BudgetCharge.of(wish);
        charges.forEach(charge -> ledger.refresh(charge.key(), now));
        OrderSlot real = OrderQueue.slot(wish, charges, person, now, key -> ledger.get(key, now));
        OrderSlot turn = person || !real.isOpen(now) ? real : queue.join(wish, now);
        if (turn.isOpen(now)) {
            count(charges, now);
            queue.leave(wish.set());
        }
        return turn;
    }

    /**
     * Gives back what an order took that brought no certificate: authorities count certificates for
     * domains and sets, and orders for the account.
     */
    public synchronized void noCertificate(OrderWish wish, Instant now) {
        for (BudgetCharge charge : BudgetCharge.of(wish)) {
            if (charge.taken() && charge.scope() != Scope.ORDERS) {
                keep(charge, now, TokenBucket::giveBack);
            }
        }
    }

    /** Gives up a place in the queue. */
    public synchronized void leave(String set) {
        queue.leave(set);
    }

    /** Counts a failed validation of these names. */
    public synchronized void failed(OrderWish wish, List<String> names, Instant now) {
        for (String name : names) {
            BudgetCharge charge = BudgetCharge.failures(wish, name);
            if (charge.limit() != null) {
                keep(charge, now, bucket -> bucket.take(now, charge.window()));
            }
        }
    }

    /**
     * The authority refused for a limit: nothing is left of it until then.
     *
     * @param until what the authority said, null if it said nothing
     */
    public synchronized void refused(
            OrderWish wish, Scope scope, @Nullable Instant until, Instant now) {
        Instant end = until == null || !until.isAfter(now) ? now.plus(UNTOLD) : until;
        for (BudgetCharge charge : BudgetCharge.of(wish)) {
            if (charge.scope() == scope) {
                keep(charge, now, bucket -> bucket.empty(end));
            }
        }
    }

    /** What is used and left of the limits that an order touches. */
    public synchronized List<Usage> usage(OrderWish wish, Instant now) {
        var usage = new ArrayList<Usage>();
        for (BudgetCharge charge : BudgetCharge.of(wish)) {
            BudgetLimit limit = charge.limit();
            if (limit != null) {
                usage.add(usage(charge, limit, now));
            }
        }
        return usage;
    }

    /** All wishes that have to wait, the next one first, and when each one's turn comes. */
    public synchronized List<Map.Entry<OrderWish, OrderSlot>> waiting(Instant now) {
        return queue.all(now);
    }

    private Usage usage(BudgetCharge charge, BudgetLimit limit, Instant now) {
        TokenBucket bucket = ledger.get(charge.key(), now);
        Instant next = bucket.next(now, limit.automatic(), limit.window());
        int used = bucket.used(now, limit.window());
        int left = next.isAfter(now) ? 0 : limit.automatic() - used;
        return new Usage(charge.scope(), charge.subject(), used, left, limit, next);
    }

    private void count(List<BudgetCharge> charges, Instant now) {
        for (BudgetCharge charge : charges) {
            if (charge.taken()) {
                ledger.change(charge.key(), now, bucket -> bucket.take(now, charge.window()));
            }
        }
        queue.replan();
    }

    private void keep(BudgetCharge charge, Instant now, UnaryOperator<TokenBucket> change) {
        String key = charge.key();
        try {
            ledger.change(key, now, change);
        } catch (StoreProblem e) {
            ledger.remember(key, change.apply(ledger.get(key, now)));
            log.warn("store.unwritable document={} what={}", key, e.getMessage());
        }
        queue.replan();
    }
}
