package dev.quaygate.app.admin;

import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.observe.FailedExchange;
import dev.quaygate.proxy.observe.FailedExchange.Outcome;
import dev.quaygate.proxy.observe.FailedExchange.Request;
import dev.quaygate.proxy.observe.FailedExchange.Times;
import dev.quaygate.proxy.observe.FailedExchange.Tls;
import dev.quaygate.proxy.observe.FailedExchange.Way;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A failure as a person at a terminal reads it. */
final class WhyText {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final int CLIENT_LEFT = 499;

    private final StringBuilder out = new StringBuilder();

    private WhyText() {}

    /**
     * @param now what is wrong with the endpoint at this moment, empty if nothing is
     */
    static String of(FailedExchange failed, String now) {
        var text = new WhyText();
        text.head(failed);
        text.tls(failed.tls());
        text.way(failed.way(), failed.revision());
        text.endpoint(failed, now);
        text.answer(failed.outcome(), failed.times());
        text.line("next", NextStep.of(failed));
        return text.out.toString();
    }

    private void head(FailedExchange failed) {
        out.append(what(failed)).append(" -> ");
        Outcome outcome = failed.outcome();
        if (outcome.status() != 0) {
            out.append(outcome.status()).append(' ');
        }
        out.append(outcome.cause().word()).append(" (").append(outcome.cause().code()).append(')');
        out.append("     ").append(UTC.format(failed.at()));
        out.append("   from ").append(Printable.of(failed.from().client())).append('\n');
    }

    private static String what(FailedExchange failed) {
        Request request = failed.request();
        if (failed.from().protocol().equals("tcp")) {
            Tls tls = failed.tls();
            String name = tls == null || tls.sni() == null ? "" : " for " + tls.sni();
            return "connection to " + failed.from().listener() + Printable.of(name);
        }
        if (request.path().isEmpty()) {
            return "request to " + failed.from().listener() + " with a head that does not parse";
        }
        return Printable.of(request.method() + " " + url(failed));
    }

    private static String url(FailedExchange failed) {
        Request request = failed.request();
        String path = request.path() + request.query();
        boolean secure = failed.tls() != null;
        return request.host().isEmpty()
                ? path
                : (secure ? "https://" : "http://") + request.host() + path;
    }

    private void tls(@Nullable Tls tls) {
        if (tls == null || tls.version() == null) {
            return;
        }
        String group = tls.group() == null ? "" : "  " + tls.group();
        line("tls", "TLS " + tls.version() + group + (tls.resumed() ? "  resumed" : ""));
    }

    private void way(Way way, long revision) {
        if (way.route() == null) {
            line("route", "none" + (revision == 0 ? "" : "   revision " + revision));
            return;
        }
        String source = way.source() == null ? "" : "  (" + way.source() + ")";
        line("route", way.route() + source + "   revision " + revision);
    }

    private void endpoint(FailedExchange failed, String now) {
        Way way = failed.way();
        if (way.attempts() == 0) {
            if (way.pool() != null) {
                line("tried", "no endpoint of pool " + way.pool() + detail(failed.outcome()));
            } else if (failed.outcome().detail() != null) {
                line("detail", detail(failed.outcome()).strip());
            }
            return;
        }
        String times = way.attempts() == 1 ? "" : way.attempts() + " times, at last ";
        line("tried", times + way.endpoint() + " of pool " + way.pool() + detail(failed.outcome()));
        if (!now.isEmpty()) {
            line("now", way.endpoint() + "  " + Printable.of(now));
        }
    }

    private static String detail(Outcome outcome) {
        return outcome.detail() == null ? "" : "   " + Printable.of(outcome.detail());
    }

    private void answer(Outcome outcome, Times times) {
        String total = millis(times.total());
        String what =
                switch (outcome.status()) {
                    case 0 -> "none, cut after " + total;
                    case CLIENT_LEFT -> "none, the client left after " + total;
                    default -> outcome.status() + " after " + total;
                };
        line("answer", what + parts(times) + "   ended by " + who(outcome.ended()));
    }

    private static String who(ExchangeRecord.EndedBy who) {
        return switch (who) {
            case COMPLETE -> "its completion";
            case CLIENT -> "the client";
            case UPSTREAM -> "the endpoint";
            case PROXY -> "the proxy";
        };
    }

    /** Where the time went; parts of nothing are left out. */
    private static String parts(Times times) {
        var parts = new ArrayList<String>();
        part(parts, "tls", times.tls());
        part(parts, "queue", times.queue());
        part(parts, "connect", times.connect());
        part(parts, "first byte", times.firstByte());
        part(parts, "rest", times.body());
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static void part(List<String> parts, String name, Duration time) {
        if (!time.isZero()) {
            parts.add(name + " " + millis(time));
        }
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%,.1f ms", time.toNanos() / 1e6);
    }

    private void line(String word, String text) {
        out.append(String.format(Locale.ROOT, "%-9s%s%n", word, text));
    }
}
