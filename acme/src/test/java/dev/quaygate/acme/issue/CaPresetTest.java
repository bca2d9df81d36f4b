package dev.quaygate.acme.issue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaPresetTest {
    @Test
    void knowsEachAuthorityOfTheManual() {
        assertThat(CaPreset.all().keySet())
                .containsExactly(
                        "actalis",
                        "google",
                        "google-staging",
                        "letsencrypt",
                        "letsencrypt-staging",
                        "sslcom",
                        "zerossl");
    }

    @Test
    void everyStagingTwinExistsAndEveryDirectoryIsHttps() {
        assertThat(CaPreset.all().values())
                .allSatisfy(preset -> {
                    assertThat(preset.directory().getScheme()).isEqualTo("https");
                    assertThat(preset.caaNames()).isNotEmpty();
                    if (preset.staging() != null) {
                        assertThat(CaPreset.of(preset.staging())).isPresent();
                    }
                });
        assertThat(CaPreset.of("letsencrypt").orElseThrow().staging())
                .isEqualTo("letsencrypt-staging");
    }
}
