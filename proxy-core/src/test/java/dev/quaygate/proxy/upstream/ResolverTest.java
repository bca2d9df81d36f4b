package dev.quaygate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.proxy.settings.EndpointAddress;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.upstream.NameLookup.Answer;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final class Scripted implements NameLookup {
        final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
        final SynchronousQueue<Answer> answers = new SynchronousQueue<>();

        @Override
        public Answer lookUp(String name) throws InterruptedException {
            asked.add(name);
            return answers.take();
        }

        @Override
        public void close() {}
    }

    private final Scripted lookup = new Scripted();
    private final Resolver resolver = new Resolver(lookup);

    @AfterEach
    void stop() {
        resolver.close();
    }

    @Test
    void survivesANameThatDoesNotExistYetAndFollowsItLater() throws Exception {
        Endpoint endpoint = follow("app.test", Duration.ofMillis(1));

        answer(new Answer.NoSuchName());
        assertThat(resolver.awaitFirstAnswers(Duration.ofSeconds(10))).isTrue();
        assertThat(endpoint.resolved()).isEmpty();
        answer(found(60, "10.0.0.1", "10.0.0.2"));

        resolver.kick(endpoint); // a record that is long-lived is asked for again only so
        answer(found(60, "10.0.0.2", "10.0.0.3"));
        resolver.kick(endpoint);
        awaitAsked(4);
        assertThat(endpoint.resolved()).containsExactly(socket("10.0.0.2"), socket("10.0.0.3"));
    }

    @Test
    void keepsTheLastAddressesWhileNobodyAnswersButNotWhenTheNameIsGone() throws Exception {
        Endpoint endpoint = follow("app.test", Duration.ofMillis(1));

        answer(found(0, "10.0.0.1"));
        answer(new Answer.Failed("timed out"));
        awaitAsked(3);
        assertThat(endpoint.resolved()).containsExactly(socket("10.0.0.1"));
        answer(new Answer.NoSuchName());
        awaitAsked(4);
        assertThat(endpoint.resolved()).isEmpty();
    }

    @Test
    void keepsTheVeryListWhenOnlyTheOrderChanged() throws Exception {
        Endpoint endpoint = follow("app.test", Duration.ofMillis(1));

        answer(found(0, "10.0.0.1", "10.0.0.2"));
        awaitAsked(2);
        var before = endpoint.resolved();
        answer(found(0, "10.0.0.2", "10.0.0.1"));
        awaitAsked(3);

        assertThat(endpoint.resolved()).isSameAs(before);
    }

    @Test
    void asksNobodyForLiteralsAndUnixSockets() {
        assertThat(new Endpoint(new EndpointAddress.Tcp("::1", 80), 1).resolved())
                .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("::1"), 80));
        assertThat(new Endpoint(new EndpointAddress.Unix(Path.of("/run/a.sock")), 1).resolved())
                .containsExactly(new DomainSocketAddress("/run/a.sock"));

        follow("10.0.0.1", Duration.ofMillis(1));

        assertThat(lookup.asked).isEmpty();
    }

    @Test
    void doesNotWaitLongerThanTold() throws Exception {
        follow("app.test", Duration.ofMillis(1));

        assertThat(resolver.awaitFirstAnswers(Duration.ofMillis(1))).isFalse();
    }

    private Endpoint follow(String host, Duration dnsMin) {
        var defaults = PoolSettings.of("shop", List.of(Pools.endpoint(host, 1)));
        var settings =
                new PoolSettings(
                        "shop",
                        defaults.endpoints(),
                        defaults.selection(),
                        null,
                        null,
                        defaults.connections(),
                        defaults.retry(),
                        defaults.hostHeader(),
                        new PoolSettings.Dns(dnsMin, Duration.ofHours(1)));
        Pool pool = Pools.pool(settings, new Pools.Clock());
        resolver.apply(List.of(pool));
        return pool.endpoints().getFirst();
    }

    private int asked;

    /** The n-th question comes only after the answer before it has been applied. */
    private void awaitAsked(int n) throws InterruptedException {
        while (asked < n) {
            assertThat(lookup.asked.poll(10, TimeUnit.SECONDS)).isNotNull();
            asked++;
        }
    }

    private void answer(Answer answer) throws InterruptedException {
        assertThat(lookup.answers.offer(answer, 10, TimeUnit.SECONDS)).isTrue();
    }

    private static Answer found(int ttl, String... addresses) {
        return new Answer.Found(
                Stream.of(addresses).map(InetAddress::ofLiteral).toList(), Duration.ofSeconds(ttl));
    }

    private static InetSocketAddress socket(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 3000);
    }
}
