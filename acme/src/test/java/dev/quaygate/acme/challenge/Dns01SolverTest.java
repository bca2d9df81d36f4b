package dev.quaygate.acme.challenge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quaygate.acme.challenge.DnsZone.Propagation;
import dev.quaygate.acme.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where, what is awaited, and what is taken away again: C4, C7. */
final class Dns01SolverTest {
    private static final Dns01 APEX = new Dns01("ex.test", "token.thumbprint");
    private static final Dns01 WILDCARD = new Dns01("ex.test", "other.thumbprint");

    @TempDir private Path directory;

    private final FakeDns net = new FakeDns();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private FileStore store;
    private Dns01Solver solver;

    @BeforeEach
    void open() throws IOException {
        RecordingProvider.reset(net);
        net.zone("ex.test", "ns1.ex.test=127.0.0.1", "ns2.ex.test=127.0.0.2");
        net.zone("deleg.test", "ns1.deleg.test=127.0.0.3");
        store = FileStore.open(directory, 3);
        solver = new Dns01Solver(store, net.view());
        solver.configure(List.of(zone("a", "ex.test"), zone("b", "sub.ex.test", "deleg.test")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void twoValuesAtOneNameAreSeenTogetherAndLeaveTogether() throws Exception {
        Dns01Session session = session();
        session.present(APEX);
        session.present(WILDCARD);
        session.awaitVisible();

        assertThat(net.texts("127.0.0.2", "_acme-challenge.ex.test"))
                .containsExactlyInAnyOrder(APEX.value(), WILDCARD.value());
        assertThat(pauses).isEmpty();

        session.withdraw();
        assertThat(net.texts("127.0.0.1", "_acme-challenge.ex.test")).isEmpty();
        assertThat(store.list("challenges/")).isEmpty();
    }

    @Test
    void waitsUntilTheLastServerShowsTheValue() throws Exception {
        net.lagging("127.0.0.2", 3);
        Dns01Session session = session();
        session.present(APEX);

        session.awaitVisible();

        assertThat(pauses).containsExactly(seconds(5), seconds(5), seconds(5));
    }

    @Test
    void namesTheServerThatNeverShowsTheValue() throws Exception {
        net.lagging("127.0.0.2", Integer.MAX_VALUE);
        Dns01Session session = session();
        session.present(APEX);

        assertThatThrownBy(session::awaitVisible)
                .isInstanceOf(DnsChallengeFailed.class)
                .hasMessage(
                        "after 300 s the TXT record _acme-challenge.ex.test is missing at"
                                + " ns2.ex.test (127.0.0.2)")
                .extracting(e -> ((DnsChallengeFailed) e).code())
                .isEqualTo("QG3033");
        assertThat(pauses).hasSize(60);
    }

    @Test
    void goesOnAfterAMinuteWhereAServerCannotBeAsked() throws Exception {
        net.silent("127.0.0.2");
        Dns01Session session = session();
        session.present(APEX);

        session.awaitVisible();

        assertThat(pauses).containsExactly(seconds(5), seconds(60));
        assertThat(notes).last().asString().contains("ns2.ex.test cannot be asked from here");
    }

    @Test
    void writesWhereAnAliasLeadsWithTheCredentialsOfThatZone() throws Exception {
        net.alias("_acme-challenge.www.ex.test", "x.deleg.test");
        session().present(new Dns01("www.ex.test", "t.t"));

        assertThat(RecordingProvider.calls).containsExactly("b present x.deleg.test deleg.test");
    }

    @Test
    void theLongestZoneWins() throws Exception {
        session().present(new Dns01("www.sub.ex.test", "t.t"));

        assertThat(RecordingProvider.calls)
                .containsExactly("b present _acme-challenge.www.sub.ex.test ex.test");
        assertThat(solver.covers("a.b.ex.test")).isTrue();
        assertThat(solver.covers("other.test")).isFalse();
        assertThat(solver.covers("notex.test")).isFalse();
    }

    @Test
    void anAliasLoopIsReportedWithItsChain() {
        net.alias("_acme-challenge.ex.test", "x.deleg.test");
        net.alias("x.deleg.test", "_acme-challenge.ex.test");

        assertThatThrownBy(() -> session().present(APEX))
                .hasMessage(
                        "the aliases lead nowhere: _acme-challenge.ex.test -> x.deleg.test ->"
                                + " _acme-challenge.ex.test")
                .extracting(e -> ((DnsChallengeFailed) e).code())
                .isEqualTo("QG3009");
    }

    @Test
    void theNextProcessRemovesWhatAKilledOneLeft() throws Exception {
        session().present(APEX); // and the process dies

        var next = new Dns01Solver(store, net.view());
        next.configure(List.of(zone("a", "ex.test")));
        next.sweepAll();

        assertThat(net.texts("127.0.0.1", "_acme-challenge.ex.test")).isEmpty();
        assertThat(store.list("challenges/")).isEmpty();
    }

    @Test
    void aValueInUseIsNotSweptAway() throws Exception {
        session().present(APEX);

        solver.sweepAll();

        assertThat(net.texts("127.0.0.1", "_acme-challenge.ex.test")).hasSize(1);
    }

    @Test
    void aValueThatCouldNotBeRemovedStaysInTheJournal() throws Exception {
        Dns01Session session = session();
        session.present(APEX);
        RecordingProvider.failure = "quota exceeded";
        session.withdraw();
        assertThat(store.list("challenges/")).hasSize(1);

        RecordingProvider.failure = "";
        solver.sweep("set");
        assertThat(store.list("challenges/")).isEmpty();
    }

    @Test
    void theWordsOfTheProviderAreTheFault() {
        RecordingProvider.failure = "quota exceeded";

        assertThatThrownBy(() -> session().present(APEX))
                .hasMessageContaining("_acme-challenge.ex.test: quota exceeded")
                .extracting(e -> ((DnsChallengeFailed) e).code())
                .isEqualTo("QG3032");
    }

    @Test
    void anUnknownProviderIsRefusedWithTheListOfWords() {
        var zone =
                new DnsZone(
                        List.of("ex.test"),
                        "cloudfare",
                        new ProviderOptions(Map.of(), seconds(1)),
                        seconds(60),
                        true,
                        Propagation.DEFAULT);

        assertThatThrownBy(() -> solver.configure(List.of(zone)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cloudfare' is not one of")
                .hasMessageContaining("rfc2136");
    }

    private Dns01Session session() {
        return solver.session("set", pauses::add, notes::add);
    }

    private static DnsZone zone(String account, String... zones) {
        return new DnsZone(
                List.of(zones),
                "recording",
                new ProviderOptions(Map.of("account", account), seconds(1)),
                seconds(60),
                true,
                Propagation.DEFAULT);
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
