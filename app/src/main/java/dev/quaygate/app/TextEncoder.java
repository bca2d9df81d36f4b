package dev.quaygate.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Log lines for people. Messages to the operator stand alone, all others say who speaks. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

    private final boolean journal;

    /**
     * @param journal whether each line begins with its level as systemd reads it
     */
    TextEncoder(boolean journal) {
        this.journal = journal;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder();
        String logger = event.getLoggerName();
        if (logger.equals(AppNews.OUTPUT)) {
            line.append(worker(event)).append(": ");
        } else if (!logger.equals(Messages.LOGGER)) {
            if (!journal) {
                line.append(event.getInstant()).append(' ');
            }
            line.append(event.getLevel().toString().toLowerCase(Locale.ROOT)).append(' ');
            line.append(shortName(event.getLoggerName())).append(": ");
        }
        String text = event.getFormattedMessage();
        // What an application prints may hold what a client sent: no orders to the terminal.
        line.append(logger.equals(AppNews.OUTPUT) ? CONTROL.matcher(text).replaceAll("?") : text);
        if (event.getThrowableProxy() != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return lines(line.toString(), event.getLevel()).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private String lines(String text, Level level) {
        String prefix = journal ? "<" + severity(level) + ">" : "";
        var out = new StringBuilder();
        text.stripTrailing().lines().forEach(one -> out.append(prefix).append(one).append('\n'));
        return out.toString();
    }

    /** Numbers of syslog(3). */
    private static int severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> 3;
            case Level.WARN_INT -> 4;
            case Level.INFO_INT -> 6;
            default -> 7;
        };
    }

    /** Whose line it is: {@code shop/1}. */
    private static String worker(ILoggingEvent event) {
        return event.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals("app") || pair.key.equals("worker"))
                .map(pair -> String.valueOf(pair.value))
                .collect(Collectors.joining("/"));
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }
}
