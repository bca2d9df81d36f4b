package dev.quaygate.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.quaygate.app.config.settings.LogSettings;
import java.io.Console;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Sets up the application log on standard error; there is no file for it. */
final class Logging {
    /** They write whole signed requests at DEBUG. */
    private static final List<String> TALKATIVE = List.of("org.shredzone.acme4j", "org.jose4j");

    private Logging() {}

    /** Writes each event of a certificate; {@link CertificateNews} tells people what they need. */
    private static final String TIMELINE = "dev.quaygate.acme.Timeline";

    /** How lines look in the end. */
    enum Style {
        TEXT,
        /** Text with the level in front as systemd reads it (sd-daemon(3)). */
        JOURNAL,
        JSON
    }

    /** Applies settings to all loggers; may be called again. */
    static void apply(LogSettings settings, Map<String, String> environment) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Style style = style(settings.format(), environment, isTerminal());
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        Encoder<ILoggingEvent> encoder = encoder(style);
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = Level.valueOf(settings.level().name());
        root.setLevel(level);
        root.addAppender(appender);
        for (String name : TALKATIVE) {
            context.getLogger(name)
                    .setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
        }
        if (style == Style.TEXT && level.isGreaterOrEqual(Level.INFO)) {
            context.getLogger(TIMELINE).setLevel(Level.OFF);
        }
    }

    /** A terminal gets text, the journal text with levels, anything else JSON. */
    static Style style(
            LogSettings.Format format, Map<String, String> environment, boolean terminal) {
        return switch (format) {
            case TEXT -> Style.TEXT;
            case JSON -> Style.JSON;
            case AUTO ->
                    terminal
                            ? Style.TEXT
                            : environment.containsKey("NOTIFY_SOCKET") ? Style.JOURNAL : Style.JSON;
        };
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static Encoder<ILoggingEvent> encoder(Style style) {
        return switch (style) {
            case TEXT -> new TextEncoder(false);
            case JOURNAL -> new TextEncoder(true);
            case JSON -> new LogJson();
        };
    }
}
