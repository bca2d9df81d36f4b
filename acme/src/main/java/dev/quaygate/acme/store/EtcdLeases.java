package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks in etcd: a key that may be created only where none is, and that goes with the session. The
 * revision that created it is the fencing token. Any thread.
 */
final class EtcdLeases implements AutoCloseable {
    private final EtcdClient client;
    private final EtcdKeys keys;
    private final byte[] holder;
    private final EtcdSession session;
    private final Map<String, EtcdLease> open = new ConcurrentHashMap<>();

    /** Locks that may be ours since a request about them was not answered. */
    private final Set<String> doubtful = ConcurrentHashMap.newKeySet();

    /**
     * @param holder name of this node, for a person who looks at the lock
     */
    EtcdLeases(EtcdClient client, EtcdKeys keys, String holder, Duration ttl) {
        this.client = client;
        this.keys = keys;
        this.holder = holder.getBytes(UTF_8);
        this.session = new EtcdSession(client, ttl, this::settleDoubts);
    }

    Optional<Lease> take(String set) {
        var lease = new EtcdLease(set);
        if (open.putIfAbsent(set, lease) != null) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            EtcdSession.Grant grant = session.current();
            long token = lock(set, grant);
            if (token != 0) {
                lease.begin(grant, token);
                taken = true;
                return Optional.of(lease);
            }
            return Optional.empty();
        } finally {
            if (!taken) {
                open.remove(set, lease);
            }
        }
    }

    /** Token under which this process writes for a set now, 0 if it holds no lease of it. */
    long guard(String set) {
        EtcdLease lease = set.isEmpty() ? null : open.get(set);
        return lease == null ? 0 : lease.token;
    }

    static String lockKey(String set) {
        return "locks/" + set;
    }

    /** Creates the lock and returns its token, 0 if somebody else has it. */
    private long lock(String set, EtcdSession.Grant grant) {
        String key = lockKey(set);
        var transaction =
                new EtcdTransaction(keys)
                        .ifCreatedAt(key, 0)
                        .put(key, holder, grant.id())
                        .elseGet(key);
        JsonObject answer;
        try {
            answer = client.once("/v3/kv/txn", transaction.body());
        } catch (StoreUnreachable e) {
            doubtful.add(set);
            throw e;
        }
        if (EtcdTransaction.succeeded(answer)) {
            return EtcdTransaction.revision(answer);
        }
        JsonObject found = EtcdTransaction.found(answer);
        // An unanswered request of ours made it: we are the only ones in this process to ask.
        return found != null && grant.id().equals(found.textOrNull("lease"))
                ? EtcdKeys.number(found, "create_revision")
                : 0;
    }

    /** Gives back locks that nobody in this process holds although they may be ours. */
    private void settleDoubts() {
        for (String set : List.copyOf(doubtful)) {
            var reserved = new EtcdLease(set);
            if (open.putIfAbsent(set, reserved) != null) {
                continue; // held; closing it gives it back
            }
            try {
                var answer =
                        client.call(
                                "/v3/kv/txn",
                                new EtcdTransaction(keys)
                                        .ifLease(lockKey(set), session.current().id())
                                        .delete(lockKey(set))
                                        .body());
                boolean _ = EtcdTransaction.succeeded(answer);
                doubtful.remove(set);
            } catch (StoreProblem e) {
                return; // next time
            } finally {
                open.remove(set, reserved);
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private final class EtcdLease implements Lease {
        private final String set;
        private EtcdSession.@Nullable Grant grant;
        private volatile long token;

        EtcdLease(String set) {
            this.set = set;
        }

        synchronized void begin(EtcdSession.Grant under, long revision) {
            grant = under;
            token = revision;
        }

        @Override
        public String set() {
            return set;
        }

        @Override
        public long token() {
            return token;
        }

        @Override
        public synchronized boolean held() {
            return grant != null && !grant.isOver() && open.get(set) == this;
        }

        @Override
        public void close() {
            if (open.get(set) != this) {
                return;
            }
            try {
                // Even if it seems lost: the comparison spares the lock of the next holder.
                client.call(
                        "/v3/kv/txn",
                        new EtcdTransaction(keys)
                                .ifCreatedAt(lockKey(set), token)
                                .delete(lockKey(set))
                                .body());
            } catch (StoreProblem e) {
                doubtful.add(set);
            } finally {
                open.remove(set, this);
            }
        }
    }
}
