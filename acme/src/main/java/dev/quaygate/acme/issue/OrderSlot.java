package dev.quaygate.acme.issue;

import dev.quaygate.acme.issue.BudgetLimit.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When an order may be placed.
 *
 * @param at not before then; the question's own instant or earlier to go ahead
 * @param scope the limit that holds it back, null when none does
 * @param why for a person, empty when nothing holds it back
 */
public record OrderSlot(Instant at, @Nullable Scope scope, String why) {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("EEE d MMM HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** Nothing holds the order back. */
    public static OrderSlot free(Instant now) {
        return new OrderSlot(now, null, "");
    }

    /** Whether the order may be placed at that time. */
    public boolean isOpen(Instant now) {
        return !at.isAfter(now);
    }

    static OrderSlot held(
            Instant at, BudgetCharge charge, int ceiling, boolean told, List<String> names) {
        return new OrderSlot(
                at,
                charge.scope(),
                reason(charge, ceiling, told)
                        + "; next slot about "
                        + WHEN.format(at)
                        + "; force: `quaygate certs renew "
                        + names.getFirst()
                        + " --force`");
    }

    private static String reason(BudgetCharge charge, int ceiling, boolean told) {
        if (told) {
            return "the CA said that nothing is left for " + subject(charge);
        }
        String time = " in " + span(charge.window());
        return switch (charge.scope()) {
            case SET ->
                    "would be the "
                            + ordinal(ceiling + 1)
                            + " automatic certificate for this exact set"
                            + time;
            case DOMAIN ->
                    "all " + ceiling + " certificates for " + charge.subject() + time + " are used";
            case ORDERS -> "all " + ceiling + " orders of the account" + time + " are used";
            case FAILURES ->
                    "all "
                            + ceiling
                            + " failed validations of "
                            + charge.subject()
                            + time
                            + " are used";
        };
    }

    private static String subject(BudgetCharge charge) {
        return switch (charge.scope()) {
            case ORDERS -> "this account";
            case SET -> "this exact set";
            case DOMAIN, FAILURES -> charge.subject();
        };
    }

    private static String span(Duration time) {
        return time.toDays() >= 2 ? time.toDays() + " days" : time.toHours() + " h";
    }

    private static String ordinal(int n) {
        return switch (n) {
            case 1 -> "1st";
            case 2 -> "2nd";
            case 3 -> "3rd";
            default -> n + "th";
        };
    }
}
