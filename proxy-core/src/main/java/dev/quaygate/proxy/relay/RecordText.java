package dev.quaygate.proxy.relay;

import dev.quaygate.proxy.codec.FieldName;
import dev.quaygate.proxy.codec.RequestHead;
import dev.quaygate.proxy.observe.ExchangeRecord;
import dev.quaygate.proxy.text.Ascii;

/** The parts of a record that are text: made only if somebody will read them. Event loop only. */
final class RecordText {
    private RecordText() {}

    static void fill(Exchange exchange) {
        ExchangeRecord record = exchange.record;
        RequestHead head = exchange.head;
        record.id = Ascii.string(exchange.id, 0, exchange.id.length);
        record.method = head.method();
        record.host = head.host();
        record.path = head.path();
        record.query = head.query();
        record.userAgent = head.value(FieldName.USER_AGENT);
        record.referer = head.value(FieldName.REFERER);
        BoundRoute route = exchange.route();
        if (route != null) {
            record.route = route.route().name();
            record.log = route.route().log();
        }
        TlsFacts tls = exchange.client.tls();
        if (tls != null) {
            record.tlsVersion = tls.version();
            record.tlsGroup = tls.group();
            record.tlsResumed = tls.resumed();
            record.sni = tls.sni();
            record.tlsNanos = tls.takeHandshakeNanos();
        }
    }
}
