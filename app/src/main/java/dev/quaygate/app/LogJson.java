package dev.quaygate.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Log lines for programs, with the time under the same name as in the access log. */
final class LogJson extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("ts", event.getInstant().toString());
        line.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        line.put("logger", event.getLoggerName());
        if (event.getLoggerName().equals(AppNews.OUTPUT)) {
            printed(line, event);
        } else {
            line.put("message", event.getFormattedMessage());
        }
        if (event.getThrowableProxy() != null) {
            line.put("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A line of a worker, with whose it is; one that is JSON stays so. */
    private static void printed(ObjectNode line, ILoggingEvent event) {
        boolean json = false;
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            if (pair.key.equals(AppNews.JSON)) {
                json = Boolean.TRUE.equals(pair.value);
            } else if (pair.value instanceof Integer number) {
                line.put(pair.key, number);
            } else {
                line.put(pair.key, String.valueOf(pair.value));
            }
        }
        String text = event.getFormattedMessage();
        if (json && text.startsWith("{")) {
            try {
                line.set("line", JsonMapper.shared().readTree(text));
                return;
            } catch (JacksonException _) {
                // Not all that an application prints comes from its logger.
            }
        }
        line.put("text", text);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
