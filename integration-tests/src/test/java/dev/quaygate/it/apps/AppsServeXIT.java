package dev.quaygate.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.it.wire.H1Client;
import dev.quaygate.it.wire.H1Response;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** W4 W5 W6: as many workers as written, an even share each, and no request before its time. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AppsServeXIT {

    @Test
    void sharesRequestsEvenlyAmongFourWorkers() throws IOException {
        try (var shop = Shop.ready(ShopYaml.plain().with("workers", "4"));
                var client = H1Client.clear(shop.port())) {
            Map<Long, Integer> answers = new HashMap<>();
            for (int i = 0; i < 400; i++) {
                H1Response answer = client.get(ShopYaml.HOST, "/").read();
                assertThat(answer.status()).isEqualTo(200);
                answers.merge(Long.valueOf(answer.text()), 1, Integer::sum);
            }

            assertThat(new TreeSet<>(answers.keySet())).isEqualTo(shop.pids()).hasSize(4);
            assertThat(answers.values()).allMatch(count -> count >= 80 && count <= 120);
            assertThat(shop.app().workers().stream().map(one -> one.get("endpoint").asString()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void servesOnPortsToo() throws IOException {
        try (var shop =
                Shop.ready(
                        ShopYaml.plain()
                                .with("command", ShopYaml.command("{port}"))
                                .with("ports", "21000-21999"))) {
            var seen = new TreeSet<Long>();
            for (int i = 0; i < 40; i++) {
                seen.add(Long.valueOf(shop.text("/")));
            }

            assertThat(seen).isEqualTo(shop.pids()).hasSize(2);
            assertThat(shop.app().workers().stream().map(one -> one.get("endpoint").asString()))
                    .allMatch(endpoint -> endpoint.matches("(http://)?127\\.0\\.0\\.1:21\\d{3}"));
        }
    }

    @Test
    void letsRequestsWaitUntilTheFirstWorkerIsReady() throws Exception {
        var folder = Shop.folder();
        Files.writeString(folder.resolve("app/boot"), "3");
        try (var shop =
                        Shop.startIn(
                                folder, ShopYaml.plain().with("queue", "{max: 50, wait: 30s}"));
                var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<H1Response>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(
                        executor.submit(() -> {
                            try (var client =
                                    H1Client.clear(shop.port()).timeout(Duration.ofSeconds(40))) {
                                return client.get(ShopYaml.HOST, "/").read();
                            }
                        }));
            }

            for (Future<H1Response> one : asked) {
                assertThat(one.get().status()).as(one.get().text()).isEqualTo(200);
            }
            assertThat(shop.quaygate().accessLog()).noneMatch(line -> line.number("status") == 502);
        }
    }
}
