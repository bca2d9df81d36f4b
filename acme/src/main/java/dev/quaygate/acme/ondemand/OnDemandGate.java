package dev.quaygate.acme.ondemand;

import dev.quaygate.acme.ondemand.Permission.Answer;
import dev.quaygate.acme.ondemand.Verdict.Granted;
import dev.quaygate.acme.ondemand.Verdict.Reason;
import dev.quaygate.acme.ondemand.Verdict.Refused;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges names that strangers ask for. In this order, each step cheaper than the next:
 *
 * <ol>
 *   <li>the name is a plain DNS name ({@link DemandedName})
 *   <li>it was not denied a short while ago
 *   <li>the client's network has questions left, and so have all clients together
 *   <li>not too many questions are under way
 *   <li>who is asked allows it ({@link Permission}); clients that come meanwhile for the same name
 *       wait for the same answer
 *   <li>the budgets for new names have room ({@link OnDemandBudget})
 * </ol>
 *
 * <p>Methods block and may be called from any virtual thread.
 */
public final class OnDemandGate implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OnDemandGate.class);

    private static final int MOST_IN_FLIGHT = 10;
    private static final int MOST_NETWORKS = 10_000;
    private static final int MOST_DENIALS = 10_000;

    /** Questions of all clients together, as a multiple of those of one network. */
    private static final int NETWORKS_IN_SUM = 100;

    private static final String SUM = "";

    private final OnDemandSettings settings;
    private final Permission permission;
    private final DemandCounters counters;
    private final InstantSource clock;
    private final Denials denials;
    private final Allowances networks;
    private final Allowances sum;
    private final OnDemandBudget budget;
    private final Map<String, CompletableFuture<Verdict>> asking = new HashMap<>();

    /**
     * @param permission closed with this
     */
    public OnDemandGate(
            OnDemandSettings settings,
            Permission permission,
            DemandCounters counters,
            InstantSource clock) {
        this.settings = settings;
        this.permission = permission;
        this.counters = counters;
        this.clock = clock;
        denials = new Denials(settings.denyFor(), MOST_DENIALS);
        networks = new Allowances(settings.perAddress(), MOST_NETWORKS);
        sum = new Allowances(settings.perAddress().times(NETWORKS_IN_SUM), 1);
        budget = new OnDemandBudget(settings.newNames(), settings.perDomain());
    }

    public OnDemandSettings settings() {
        return settings;
    }

    /** Judges; waits for the answer if somebody has to be asked. */
    public Verdict judge(String name, InetAddress client) throws InterruptedException {
        Optional<String> fault = DemandedName.fault(name);
        if (fault.isPresent()) {
            return counters.count(new Refused(Reason.NAME, "the name " + fault.get()));
        }
        CompletableFuture<Verdict> verdict = admit(name, ClientNetwork.of(client));
        try {
            return counters.count(verdict.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        permission.close();
    }

    /** The verdict, or the question that will bring it. */
    private synchronized CompletableFuture<Verdict> admit(String name, String network) {
        CompletableFuture<Verdict> same = asking.get(name);
        if (same != null) {
            return same;
        }
        Refused refused = limit(name, network, clock.instant());
        if (refused != null) {
            return CompletableFuture.completedFuture(refused);
        }
        var question = new CompletableFuture<Verdict>();
        asking.put(name, question);
        counters.asked();
        // A thread of its own: a client that goes away ends its own wait and nobody else's.
        Thread.ofVirtual().name("ask-" + name).start(() -> ask(name, question));
        return question;
    }

    private @Nullable Refused limit(String name, String network, Instant now) {
        if (denials.holds(name, now)) {
            return new Refused(Reason.DENIED_BEFORE, "denied a short while ago");
        }
        if (!sum.has(SUM, now)) {
            return new Refused(Reason.QUESTIONS, "too many questions of all clients together");
        }
        if (!networks.take(network, now)) {
            return new Refused(
                    Reason.ADDRESS,
                    "more questions than " + settings.perAddress() + " from the client's network");
        }
        if (asking.size() >= MOST_IN_FLIGHT) {
            return new Refused(Reason.BUSY, MOST_IN_FLIGHT + " questions are under way");
        }
        return sum.take(SUM, now)
                ? null
                : new Refused(Reason.QUESTIONS, "too many questions of all clients together");
    }

    private void ask(String name, CompletableFuture<Verdict> question) {
        long begin = System.nanoTime();
        Answer answer;
        try {
            answer = permission.ask(name);
        } catch (InterruptedException _) {
            answer = new Answer.Failed("interrupted");
        } catch (RuntimeException e) {
            log.error("ondemand.trouble name={}", name, e);
            answer = new Answer.Failed("internal error");
        }
        Verdict verdict = decide(name, answer);
        long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
        log.info("ondemand.asked name={} {} tookMs={}", name, words(verdict), millis);
        question.complete(verdict);
    }

    private synchronized Verdict decide(String name, Answer answer) {
        asking.remove(name);
        Instant now = clock.instant();
        return switch (answer) {
            case Answer.Allowed() ->
                    budget.take(name, now)
                            .<Verdict>map(reason -> new Refused(reason, budgetDetail(reason)))
                            .orElseGet(Granted::new);
            case Answer.Denied(int status) ->
                    deny(name, now, Reason.DENIED, "denied by `ask`: status " + status);
            case Answer.Failed(String why) ->
                    deny(name, now, Reason.ASK_FAILED, "`ask` did not answer: " + why);
        };
    }

    private Refused deny(String name, Instant now, Reason reason, String detail) {
        denials.add(name, now);
        return new Refused(reason, detail);
    }

    private String budgetDetail(Reason reason) {
        return reason == Reason.DOMAIN
                ? "more new names of its domain than " + settings.perDomain()
                : "more new names than " + settings.newNames();
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Granted() -> "result=granted";
            case Refused(Reason reason, String detail) ->
                    "result=refused reason=" + reason.word() + " what=\"" + detail + "\"";
        };
    }
}
