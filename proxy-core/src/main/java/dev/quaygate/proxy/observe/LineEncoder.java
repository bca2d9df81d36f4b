package dev.quaygate.proxy.observe;

import dev.quaygate.proxy.settings.AccessLogSettings;

/** Writes one exchange as one line, with its line feed. Event loop only; one per loop. */
sealed interface LineEncoder permits JsonLine, TextLine {
    /** Longest user agent, referer, host and detail that is written. */
    int MOST = 256;

    /** Longest path and query; what the head limits let through at most. */
    int MOST_TARGET = 32 << 10;

    void encode(ExchangeRecord exchange, LineBuffer into);

    static LineEncoder of(AccessLogSettings settings) {
        var redaction = new Redaction(settings.redact());
        return switch (settings.format()) {
            case JSON -> new JsonLine(redaction);
            case TEXT -> new TextLine(redaction);
        };
    }
}
