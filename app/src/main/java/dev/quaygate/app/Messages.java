package dev.quaygate.app;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the program tells whoever started it: sentences, without time and level on a terminal,
 * ordinary lines of the log elsewhere.
 */
final class Messages {
    /** Name of the logger, by which the log format knows them. */
    static final String LOGGER = "quaygate";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private Messages() {}

    static void say(String format, @Nullable Object... arguments) {
        LOG.info(format, arguments);
    }

    static void warn(String format, @Nullable Object... arguments) {
        LOG.warn(format, arguments);
    }

    static void error(String format, @Nullable Object... arguments) {
        LOG.error(format, arguments);
    }
}
