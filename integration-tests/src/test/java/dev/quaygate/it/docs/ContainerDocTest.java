package dev.quaygate.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code Dockerfile} and the sample for Compose say the same, as far as they can be read. */
class ContainerDocTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void theSampleForComposeFitsTheImage() throws IOException {
        List<String> image = Files.readAllLines(ROOT.resolve("Dockerfile"));
        JsonNode service =
                new YAMLMapper()
                        .readTree(
                                Files.readString(
                                        ROOT.resolve("packaging/deploy/docker-compose.yaml")))
                        .at("/services/quaygate");

        assertThat(image).contains("EXPOSE 80 443", "USER 65532:65532", "VOLUME /var/lib/quaygate");
        assertThat(texts(service.at("/ports"))).containsExactly("80:80", "443:443");
        assertThat(texts(service.at("/volumes")))
                .anyMatch(one -> one.endsWith(":/var/lib/quaygate"))
                .anyMatch(one -> one.endsWith(":/etc/quaygate:ro"));
        assertThat(texts(service.at("/tmpfs")))
                .anyMatch(one -> one.startsWith("/run/quaygate:uid=65532,gid=65532"));
        assertThat(service.at("/init").asBoolean()).isTrue();
        // The default of timeouts.drain is 30 s.
        assertThat(service.at("/stop_grace_period").asString()).isEqualTo("45s");
    }

    @Test
    void processOneOfTheImageCollectsOrphansAndGetsTheStopSignal() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("Dockerfile")))
                .contains(
                        "ENTRYPOINT [\"tini\", \"-s\", \"--\", \"quaygate\"]",
                        "STOPSIGNAL SIGTERM",
                        "HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD quaygate status --quiet || [ $? = 6 ]");
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
