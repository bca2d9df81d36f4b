package dev.quaygate.proxy.observe;

/** Exchange records as the relay would fill them. */
final class Records {
    private Records() {}

    /** 2026-11-23T14:03:07.412Z. */
    static final long START = 1_795_442_587_412L;

    static ExchangeRecord record() {
        var exchange = new ExchangeRecord();
        exchange.startMillis = START;
        exchange.startNanos = 5_000_000_000L;
        exchange.endNanos = exchange.startNanos + 900_000;
        exchange.connectNanos = 400_000;
        exchange.id = "01JD9X4T7N8Q2M5K3V6B0R1CZA";
        exchange.listener = ":443";
        exchange.client = "198.51.100.4";
        exchange.peer = "198.51.100.4";
        exchange.protocol = "h2";
        exchange.tlsVersion = "1.3";
        exchange.tlsGroup = "X25519MLKEM768";
        exchange.sni = "shop.example.com";
        exchange.method = "GET";
        exchange.host = "shop.example.com";
        exchange.path = "/api/cart";
        exchange.status = 502;
        exchange.cause = Cause.UPSTREAM_REFUSED;
        exchange.detail = "ECONNREFUSED";
        exchange.ended = ExchangeRecord.EndedBy.PROXY;
        exchange.route = "shop-api";
        exchange.pool = "shop";
        exchange.endpoint = "10.0.0.2:3000";
        exchange.attempts = 2;
        exchange.bytesOut = 412;
        exchange.revision = 41;
        return exchange;
    }

    static ExchangeRecord answered(int status, long millis) {
        var exchange = record();
        exchange.status = status;
        exchange.cause = null;
        exchange.detail = null;
        exchange.endNanos = exchange.startNanos + millis * 1_000_000;
        return exchange;
    }
}
