package dev.quaygate.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import dev.quaygate.app.config.ConfigLoader;
import dev.quaygate.app.config.ConfigRequest;
import dev.quaygate.app.config.Loaded;
import dev.quaygate.app.events.EventHub;
import dev.quaygate.workers.AppControl.LogLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Guards W19: a line of a worker is one line of ours, with whose it is. */
final class AppNewsTest {
    private final AppNews news = new AppNews(new EventHub(InstantSource.system()));
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final ch.qos.logback.classic.Logger logger =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(AppNews.OUTPUT);

    @BeforeEach
    void listen() {
        written.start();
        logger.addAppender(written);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(written);
        logger.setAdditive(true);
    }

    @Test
    void lineIsTaggedAndCannotCommandATerminal() {
        news.printed(line("hello \u001b[31m\ttab"));

        assertThat(json(new LogJson()))
                .contains(
                        "\"app\":\"shop\",\"worker\":2,\"stream\":\"err\"",
                        "\"text\":\"hello \\u001B[31m\\ttab\"")
                .doesNotContain("\"message\"", "\"json\"");
        assertThat(json(new TextEncoder(false))).isEqualTo("shop/2: hello ?[31m\ttab\n");
    }

    @Test
    void jsonStaysJsonWhereTheFileSaysSo() {
        configure("logs: {format: json}");

        news.printed(line("{\"level\":\"warn\",\"n\":1}"));
        assertThat(json(new LogJson())).contains("\"line\":{\"level\":\"warn\",\"n\":1}");

        news.printed(line("{broken"));
        assertThat(json(new LogJson())).contains("\"text\":\"{broken\"");
    }

    @Test
    void linesThatGoElsewhereAreNotWritten() {
        configure("logs: off");
        news.printed(line("x"));
        configure("logs: \"file:/tmp/x.log\"");
        news.printed(line("x"));

        assertThat(written.list).isEmpty();
    }

    private void configure(String logs) {
        String yaml = "apps: {shop: {command: [./serve], " + logs + "}}\n";
        Loaded loaded =
                ConfigLoader.load(ConfigRequest.of(Path.of("test.yaml"), Map.of()).with(yaml));
        news.configure(((Loaded.Good) loaded).configuration().apps());
    }

    private String json(Encoder<ILoggingEvent> encoder) {
        return new String(encoder.encode(written.list.getLast()), StandardCharsets.UTF_8);
    }

    private static LogLine line(String text) {
        return new LogLine(Instant.EPOCH, "shop", 2, "err", text);
    }
}
