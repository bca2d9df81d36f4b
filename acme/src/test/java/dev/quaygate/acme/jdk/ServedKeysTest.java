package dev.quaygate.acme.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.challenge.TlsAlpn01;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.KeyType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServedKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final CertifiedKey KEY = new TlsAlpn01("any.example", "x").certificate(NOW);
    private static final CertifiedKey RSA =
            new CertifiedKey(KEY.chain(), KeyType.RSA2048.generate().getPrivate());

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

    @Test
    void picksByTheKindOfKeyWhereANameHasBoth() {
        var keys =
                ServedKeys.NONE
                        .with(certificate("ec", 1, "shop.example.com"))
                        .with(certificate("rsa", 1, "shop.example.com", RSA, true));

        assertThat(keys.alias("shop.example.com", "EC")).contains("ec#1");
        assertThat(keys.alias("shop.example.com", "RSA")).contains("rsa#1");
        assertThat(keys.aliases("RSA")).containsExactly("rsa#1");
    }

    @Test
    void whatIsLeftOverServesOnlyWhatNothingWantedCovers() {
        var unused = ServedKeys.NONE.with(certificate("old", 1, "shop.example.com", RSA, false));
        assertThat(unused.alias("shop.example.com", "RSA")).contains("old#1");

        var keys = unused.with(certificate("new", 1, "shop.example.com"));
        assertThat(keys.alias("shop.example.com", "EC")).contains("new#1");
        assertThat(keys.alias("shop.example.com", "RSA")).isEmpty();
    }

    private static ManagedCertificate certificate(String id, int generation, String name) {
        return certificate(id, generation, name, KEY, true);
    }

    private static ManagedCertificate certificate(
            String id, int generation, String name, CertifiedKey key, boolean wanted) {
        return new ManagedCertificate(id, List.of(name), generation, "test", NOW, key, wanted);
    }
}
