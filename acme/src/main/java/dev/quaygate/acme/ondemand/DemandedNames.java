package dev.quaygate.acme.ondemand;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quaygate.acme.client.Sha256;
import dev.quaygate.acme.store.CertificateStore;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import dev.quaygate.acme.store.StoreProblem;
import dev.quaygate.acme.store.StoreWatcher;
import dev.quaygate.acme.store.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names that were granted, with the last time that a client asked for each. They are in the store,
 * so that a restart forgets none of them; their number is bounded by the budget of new names. Any
 * thread that may block.
 */
public final class DemandedNames {
    private static final Logger log = LoggerFactory.getLogger(DemandedNames.class);

    private static final String PREFIX = "ondemand/";

    /** A name without a certificate is tried for this long after the last client asked for it. */
    private static final Duration WITHOUT_CERTIFICATE = Duration.ofDays(1);

    /** A later use is written down once this share of the time that unused names have is over. */
    private static final int WRITES_PER_LIFE = 30;

    private final CertificateStore store;
    private final InstantSource clock;
    private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();

    /** What the store has written down for a name, to write seldom. */
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    public DemandedNames(CertificateStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Reads what is stored. A damaged document is a name that has to ask again. */
    public void load() {
        for (String key : store.list(PREFIX)) {
            try {
                store.get(key).map(JsonObject::parse).ifPresent(this::take);
            } catch (DamagedDocument e) {
                log.warn("ondemand.damaged document={} what={}", key, e.getMessage());
            }
        }
    }

    /**
     * Follows what the other nodes of a fleet add and forget; to be called before {@link #load}.
     *
     * @param added hears of each name that is new here, on a thread of the store
     * @param forgotten hears of each that nobody has any more
     */
    public Subscription follow(Consumer<String> added, Consumer<String> forgotten) {
        return store.watch(PREFIX, new Follower(added, forgotten));
    }

    private final class Follower implements StoreWatcher {
        private final Consumer<String> added;
        private final Consumer<String> forgotten;

        private Follower(Consumer<String> added, Consumer<String> forgotten) {
            this.added = added;
            this.forgotten = forgotten;
        }

        @Override
        public void changed(String key, byte[] value) {
            try {
                JsonObject json = JsonObject.parse(value);
                boolean known = holds(json.text("name"));
                take(json);
                if (!known && holds(json.text("name"))) {
                    added.accept(json.text("name"));
                }
            } catch (DamagedDocument e) {
                log.warn("ondemand.damaged document={} what={}", key, e.getMessage());
            }
        }

        @Override
        public void deleted(String key) {
            all().stream()
                    .filter(name -> key(name).equals(key))
                    .forEach(name -> {
                        lastUse.remove(name);
                        written.remove(name);
                        forgotten.accept(name);
                    });
        }
    }

    /** Sorted. */
    public List<String> all() {
        return lastUse.keySet().stream().sorted().toList();
    }

    public boolean holds(String name) {
        return lastUse.containsKey(name);
    }

    /**
     * Adds a granted name, in the store first.
     *
     * @throws StoreProblem if it cannot be kept; it is not added then
     */
    public void add(String name) {
        Instant now = clock.instant();
        write(name, now);
        lastUse.put(name, now);
    }

    /**
     * Notes that a client asked for a name just now.
     *
     * @param keepUnused how long an unused name is renewed
     */
    public void used(String name, Duration keepUnused) {
        Instant now = clock.instant();
        lastUse.replace(name, now);
        Instant before = written.getOrDefault(name, Instant.MIN);
        if (holds(name) && before.isBefore(now.minus(keepUnused.dividedBy(WRITES_PER_LIFE)))) {
            try {
                write(name, now);
            } catch (StoreProblem e) {
                log.warn("store.unwritable document={} what={}", key(name), e.getMessage());
            }
        }
    }

    /**
     * Forgets a name that no client has asked for lately, on no machine.
     *
     * @param hasCertificate without one it is forgotten after a day
     * @return whether it was forgotten
     */
    public boolean forgetUnused(String name, boolean hasCertificate, Duration keepUnused) {
        boolean soon = !hasCertificate && WITHOUT_CERTIFICATE.compareTo(keepUnused) < 0;
        Instant since = clock.instant().minus(soon ? WITHOUT_CERTIFICATE : keepUnused);
        if (lastUse.getOrDefault(name, Instant.MAX).isAfter(since)) {
            return false;
        }
        try {
            Optional<Instant> elsewhere = stored(name).filter(at -> at.isAfter(since));
            if (elsewhere.isPresent()) {
                lastUse.replace(name, elsewhere.get());
                return false;
            }
            store.delete(key(name));
        } catch (StoreProblem e) {
            log.warn("store.unwritable document={} what={}", key(name), e.getMessage());
            return false;
        }
        lastUse.remove(name);
        written.remove(name);
        return true;
    }

    private Optional<Instant> stored(String name) {
        try {
            return store.get(key(name)).map(JsonObject::parse).map(json -> json.instant("lastUse"));
        } catch (DamagedDocument _) {
            return Optional.empty();
        }
    }

    private void take(JsonObject json) {
        String name = json.text("name");
        if (DemandedName.fault(name).isEmpty()) {
            Instant at = json.instant("lastUse");
            lastUse.put(name, at);
            written.put(name, at);
        }
    }

    private void write(String name, Instant now) {
        JsonObject json = new JsonObject().put("name", name).put("lastUse", now);
        store.put(key(name), json.toString().getBytes(UTF_8));
        written.put(name, now);
    }

    /** A name can be longer than a file name. */
    private static String key(String name) {
        return PREFIX + Sha256.hex(name).substring(0, 32) + ".json";
    }
}
