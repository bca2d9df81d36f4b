package dev.quaygate.acme.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Leases within one process; the process lock keeps other processes away from the directory. */
final class LocalLeases {
    private final Map<String, LocalLease> held = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    Optional<Lease> take(String set) {
        var lease = new LocalLease(set, tokens.incrementAndGet());
        return held.putIfAbsent(set, lease) == null ? Optional.of(lease) : Optional.empty();
    }

    private final class LocalLease implements Lease {
        private final String set;
        private final long token;

        LocalLease(String set, long token) {
            this.set = set;
            this.token = token;
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
        public boolean held() {
            return held.get(set) == this;
        }

        @Override
        public void close() {
            held.remove(set, this);
        }
    }
}
