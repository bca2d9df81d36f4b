package dev.quaygate.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.client.AccountKeys;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both keys of an account are kept until the authority confirms one: AF20. */
final class AccountKeyChangeTest extends OneStoreLife {
    private static final String NAME = "shop.example.com";

    @BeforeEach
    @Override
    void start() {
        super.start();
        life.configure(TestLife.policy(NAME));
        life.run(Duration.ofHours(1));
    }

    private PublicKey storedKey() throws Exception {
        String home = "acme/" + Accounts.ca(TestLife.CA) + "/default/";
        assertThat(store.get(home + AccountKeyChange.NEXT)).isEmpty();
        byte[] pem = store.get(home + "key.pem").orElseThrow();
        return AccountKeys.fromPem(new String(pem, StandardCharsets.UTF_8)).getPublic();
    }

    private PublicKey knownKey() {
        assertThat(ca.accounts).hasSize(1);
        return ca.accounts.keySet().iterator().next();
    }

    private void renew() {
        life.manager.renew(NAME, true);
        life.wake();
        life.run(Duration.ofMinutes(1));
    }

    @Test
    void keepsTheAccountAndGoesOnWithTheNewKey() throws Exception {
        PublicKey before = storedKey();

        life.manager.changeAccountKey("fake");
        renew();

        assertThat(storedKey()).isEqualTo(knownKey()).isNotEqualTo(before);
        assertThat(ca.ordered).hasSize(2);
    }

    @Test
    void findsOutAtTheNextUseThatTheKeyWasChangedWhenTheAnswerWasLost() throws Exception {
        ca.fault =
                (call, after) -> {
                    if (call.equals("changeKey") && after) {
                        throw FakeAuthority.unreachable();
                    }
                };
        assertThatThrownBy(() -> life.manager.changeAccountKey("fake"))
                .isInstanceOf(KeyChangeFailed.class);
        stop();

        start();
        renew();

        assertThat(storedKey()).isEqualTo(knownKey());
    }

    @Test
    void keepsTheOldKeyWhenTheRequestNeverArrived() throws Exception {
        PublicKey before = storedKey();
        ca.fault =
                (call, _) -> {
                    if (call.equals("changeKey")) {
                        throw FakeAuthority.unreachable();
                    }
                };
        assertThatThrownBy(() -> life.manager.changeAccountKey("fake"))
                .isInstanceOf(KeyChangeFailed.class);

        renew();

        assertThat(storedKey()).isEqualTo(knownKey()).isEqualTo(before);
    }

    @Test
    void keepsTheOldKeyWhenTheAuthorityRefuses() throws Exception {
        PublicKey before = storedKey();
        ca.fault =
                (call, _) -> {
                    if (call.equals("changeKey")) {
                        throw FakeAuthority.refused("malformed", 400, null);
                    }
                };

        assertThatThrownBy(() -> life.manager.changeAccountKey("fake"))
                .isInstanceOf(KeyChangeFailed.class)
                .hasMessageContaining("fake did not change the key");

        assertThat(storedKey()).isEqualTo(knownKey()).isEqualTo(before);
        assertThat(ca.ordered).hasSize(1);
    }

    @Test
    void knowsNoIssuerThatNoRouteUses() {
        assertThatThrownBy(() -> life.manager.changeAccountKey("other"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(List.copyOf(ca.accounts.values())).hasSize(1);
    }
}
