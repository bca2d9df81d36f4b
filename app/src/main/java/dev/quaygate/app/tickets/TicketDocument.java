package dev.quaygate.app.tickets;

import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.proxy.tls.TicketKey;
import java.util.Base64;
import java.util.List;

/** A ring as a document of the store. */
final class TicketDocument {
    /** The one document: keys come and go in one write. */
    static final String KEY = "tickets/ring.json";

    /** What is told of changes below it. */
    static final String PREFIX = "tickets/";

    private static final String SECRET = "secret";

    private TicketDocument() {}

    static byte[] write(TicketRing ring) {
        TicketKey next = ring.next();
        return new JsonObject()
                .put("first", json(ring.first()))
                .put("next", next == null ? null : new JsonObject().put(SECRET, text(next)))
                .put("older", ring.older().stream().map(TicketDocument::json).toList())
                .toBytes();
    }

    /**
     * Reads a ring.
     *
     * @throws DamagedDocument if it is none; the text says nothing of its keys
     */
    static TicketRing read(byte[] document) {
        JsonObject json = JsonObject.parse(document);
        return new TicketRing(
                dated(json.object("first")),
                json.has("next") ? key(json.object("next")) : null,
                List.copyOf(json.objects("older").stream().map(TicketDocument::dated).toList()));
    }

    private static JsonObject json(TicketRing.Dated one) {
        return new JsonObject().put(SECRET, text(one.key())).put("since", one.since());
    }

    private static TicketRing.Dated dated(JsonObject json) {
        return new TicketRing.Dated(key(json), json.instant("since"));
    }

    private static String text(TicketKey key) {
        return Base64.getEncoder().encodeToString(key.bytes());
    }

    private static TicketKey key(JsonObject json) {
        try {
            return TicketKey.of(Base64.getDecoder().decode(json.text(SECRET)));
        } catch (IllegalArgumentException _) {
            throw new DamagedDocument("a ticket key is damaged"); // the cause would show a part
        }
    }
}
