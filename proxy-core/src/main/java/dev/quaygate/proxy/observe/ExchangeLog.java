package dev.quaygate.proxy.observe;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens at the end of every exchange: it is counted and logged. Loop thread only. */
public final class ExchangeLog {
    private final Meters meters;
    private final Supplier<AccessLog> log;

    /**
     * @param log gives the access log in use, read at each exchange: a reload may replace it
     */
    public ExchangeLog(Meters meters, Supplier<AccessLog> log) {
        this.meters = meters;
        this.log = log;
    }

    /** An exchange began. */
    public void began(int loop) {
        meters.began(loop);
    }

    /** It ended; {@code route} is null where none was found. */
    public void ended(int loop, @Nullable RouteMeters route, ExchangeRecord exchange) {
        meters.ended(loop, route, exchange);
        log.get().write(loop, exchange);
    }
}
