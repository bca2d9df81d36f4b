package dev.quaygate.acme.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServedKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final CertifiedKey KEY = new TlsAlpn01("any.example", "x").certificate(NOW);

    @Test
    void picksTheNewestCertificateForANameAndCoversOneLabelByAWildcard() {
        var keys =
                ServedKeys.NONE
                        .with(certificate("wild", 1, "*.example.com"))
                        .with(certificate("shop", 4, "shop.example.com"));

        assertThat(keys.alias("SHOP.example.com", "EC")).contains("shop#4");
        assertThat(keys.alias("a.example.com", "EC")).contains("wild#1");
        assertThat(keys.alias("a.b.example.com", "EC")).isEmpty();
        assertThat(keys.alias("example.com", "EC")).isEmpty();
        assertThat(keys.alias("shop.example.com", "RSA")).isEmpty();
    }

    @Test
    void keepsTheGenerationBeforeForHandshakesThatHaveChosenIt() {
        var keys =
                ServedKeys.NONE
                        .with(certificate("shop", 1, "shop.example.com"))
                        .with(certificate("shop", 2, "shop.example.com"))
                        .with(certificate("shop", 3, "shop.example.com"));

        assertThat(keys.alias("shop.example.com", "EC")).contains("shop#3");
        assertThat(keys.key("shop#2")).contains(KEY);
        assertThat(keys.key("shop#1")).isEmpty();
        assertThat(keys.aliases("EC")).containsExactly("shop#3");
    }

    @Test
    void answersAClientWithoutAServerNameWithTheCertificateOfAnAddress() {
        var named = ServedKeys.NONE.with(certificate("shop", 1, "shop.example.com"));

        assertThat(named.unnamedAlias("EC")).contains("shop#1");
        assertThat(named.with(certificate("ip", 1, "192.0.2.7")).unnamedAlias("EC"))
                .contains("ip#1");
    }

    @Test
    void hasNothingMoreOfAWithdrawnSet() {
        ManagedCertificate shop = certificate("shop", 2, "shop.example.com");
        var keys = ServedKeys.NONE.with(shop).without(shop);

        assertThat(keys.alias("shop.example.com", "EC")).isEmpty();
        assertThat(keys.key("shop#2")).isEmpty();
    }

    private static ManagedCertificate certificate(String id, int generation, String name) {
        return new ManagedCertificate(id, List.of(name), generation, "test", NOW, KEY);
    }
}
