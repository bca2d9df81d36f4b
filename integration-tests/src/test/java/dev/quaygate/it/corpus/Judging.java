package dev.quaygate.it.corpus;

import dev.quaygate.it.corpus.Outcome.Grade;
import java.util.List;

/** From what the client and the upstream saw to a verdict, and from the verdict to a grade. */
final class Judging {
    private Judging() {}

    private record Judgement(Verdict verdict, String why) {}

    static Outcome outcome(H1Case one, String how, Seen seen, UpstreamView view) {
        Judgement judgement = judge(one, seen, view);
        return new Outcome(
                one.name(),
                one.family(),
                how,
                judgement.verdict,
                grade(one, judgement.verdict, seen),
                seen.status(),
                judgement.why,
                one.shown());
    }

    private static Grade grade(H1Case one, Verdict verdict, Seen seen) {
        if (verdict.dangerous()) {
            return Grade.DANGEROUS;
        }
        if (!one.accepted().contains(verdict)) {
            return verdict == Verdict.CLEAN ? Grade.LENIENT : Grade.WRONGLY_REFUSED;
        }
        boolean statusMatters = verdict == Verdict.REFUSED && !one.statuses().isEmpty();
        return statusMatters && !one.statuses().contains(seen.status())
                ? Grade.WRONG_STATUS
                : Grade.SAFE;
    }

    private static Judgement judge(H1Case one, Seen seen, UpstreamView view) {
        String harm = view.harm(one.arrives());
        if (!harm.isEmpty()) {
            return new Judgement(Verdict.DIRTY, harm);
        }
        if (!seen.poisoned().isEmpty()) {
            return new Judgement(Verdict.DIRTY, seen.poisoned());
        }
        if (!view.denied().isEmpty()) {
            return new Judgement(Verdict.BYPASS, view.denied());
        }
        if (view.open()) {
            return new Judgement(Verdict.HALF_OPEN, "a request stays begun upstream");
        }
        if (view.partial() > 0) {
            return new Judgement(Verdict.ABORTED, "cut upstream");
        }
        return view.requests().isEmpty() ? nothingArrived(seen) : arrived(one, seen, view);
    }

    private static Judgement nothingArrived(Seen seen) {
        if (seen.answers().stream().anyMatch(answer -> answer.status() / 100 == 2)) {
            return new Judgement(Verdict.INVENTED, "a 2xx of its own");
        }
        return seen.answers().isEmpty() && !seen.ended()
                ? new Judgement(Verdict.HALF_OPEN, "neither answered nor closed")
                : new Judgement(Verdict.REFUSED, seen.answers().isEmpty() ? "closed" : "answered");
    }

    private static Judgement arrived(H1Case one, Seen seen, UpstreamView view) {
        String unwanted = view.unwanted(one.lacks());
        if (!unwanted.isEmpty()) {
            return new Judgement(Verdict.DIRTY, "upstream got " + unwanted);
        }
        if (!one.accepted().contains(Verdict.CLEAN)) {
            return new Judgement(Verdict.CLEAN, "upstream got " + view.lines());
        }
        String wrong = difference(one, seen, view);
        return wrong.isEmpty()
                ? new Judgement(Verdict.CLEAN, "")
                : new Judgement(Verdict.DIRTY, wrong);
    }

    /** How what arrived differs from what the case declares; empty if it does not. */
    private static String difference(H1Case one, Seen seen, UpstreamView view) {
        if (!sorted(view.lines()).equals(sorted(one.arrives()))) {
            return "upstream got " + view.lines() + " instead of " + one.arrives();
        }
        ParsedRequest first = view.first(one.arrives().getFirst());
        if (!one.body().equals(H1Case.ANY_BODY) && !first.bodyText().equals(one.body())) {
            return "body " + first.bodyText();
        }
        for (String line : one.holds()) {
            if (!UpstreamView.hasLine(first, line)) {
                return "upstream did not get " + line + " but " + first.headText();
            }
        }
        return one.arrives().getFirst().startsWith("HEAD ") || seen.answersName(one.arrives())
                ? ""
                : "answers " + seen.answers() + " for " + one.arrives();
    }

    /** Pipelined requests may go up on several connections; the answers show their order. */
    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }
}
