package dev.quaygate.proxy.server;

import dev.quaygate.proxy.listener.HandshakeObserver;
import dev.quaygate.proxy.loop.LoopLocal;
import dev.quaygate.proxy.observe.AccessLog;
import dev.quaygate.proxy.observe.ExchangeLog;
import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.observe.Failures;
import dev.quaygate.proxy.observe.Meters;
import dev.quaygate.proxy.relay.BoundRoute;
import dev.quaygate.proxy.relay.ExchangeObserver;
import dev.quaygate.proxy.settings.AccessLogSettings;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts and logs what ends, and remembers what failed. Event loops only. */
final class ExchangeEnd implements ExchangeObserver, HandshakeObserver {
    private final ExchangeLog ended;
    private final Supplier<AccessLog> log;
    private final Failures failures;

    ExchangeEnd(Meters meters, Supplier<AccessLog> log, Failures failures) {
        this.ended = new ExchangeLog(meters, log);
        this.log = log;
        this.failures = failures;
    }

    @Override
    public boolean wantsText() {
        return log.get().settings().target() != AccessLogSettings.Target.OFF;
    }

    @Override
    public void began(LoopLocal loop) {
        ended.began(loop.index);
    }

    @Override
    public void ended(LoopLocal loop, @Nullable BoundRoute route, ExchangeRecord record) {
        ended.ended(loop.index, route == null ? null : route.meters(), record);
        failures.ended(record, route == null ? null : route.route().source(), log.get());
    }

    @Override
    public void refused(LoopLocal loop, ExchangeRecord record) {
        ended.began(loop.index);
        ended.ended(loop.index, null, record);
        failures.ended(record, null, log.get());
    }
}
