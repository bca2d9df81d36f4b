package dev.quaygate.acme.challenge;

import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values that are at a provider, or may be: noted before a value is written and struck out after it
 * was removed, so that a later process removes what a killed one left.
 */
final class TxtJournal {
    private static final Logger log = LoggerFactory.getLogger(TxtJournal.class);
    private static final String PREFIX = "challenges/dns-01/";

    private final CertificateStore store;

    TxtJournal(CertificateStore store) {
        this.store = store;
    }

    void note(String set, TxtRecord txt) {
        var json =
                new JsonObject()
                        .put("domain", txt.domain())
                        .put("name", txt.name())
                        .put("zone", txt.zone())
                        .put("value", txt.value())
                        .put("keyAuthorization", txt.keyAuthorization())
                        .put("ttlSeconds", txt.ttl().toSeconds());
        store.put(key(set, txt), json.toBytes());
    }

    void strike(String set, TxtRecord txt) {
        store.delete(key(set, txt));
    }

    List<TxtRecord> of(String set) {
        return store.list(PREFIX + set + "/").stream()
                .map(this::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Sets that have entries. */
    List<String> sets() {
        return store.list(PREFIX).stream()
                .map(key -> key.substring(PREFIX.length()))
                .filter(rest -> rest.contains("/"))
                .map(rest -> rest.substring(0, rest.indexOf('/')))
                .distinct()
                .toList();
    }

    private Optional<TxtRecord> read(String key) {
        try {
            JsonObject json = JsonObject.parse(store.get(key).orElse(new byte[0]));
            return Optional.of(
                    new TxtRecord(
                            json.text("domain"),
                            json.text("name"),
                            json.text("zone"),
                            json.text("value"),
                            json.text("keyAuthorization"),
                            Duration.ofSeconds(json.number("ttlSeconds"))));
        } catch (DamagedDocument e) {
            log.warn("store.damaged key={} what={}", key, e.getMessage());
            store.delete(key);
            return Optional.empty();
        }
    }

    private static String key(String set, TxtRecord txt) {
        // Values are hashes in base64url, which is within the alphabet of keys.
        String name = HexFormat.of().toHexDigits(txt.name().hashCode());
        return PREFIX + set + "/" + txt.value() + "." + name + ".json";
    }
}
