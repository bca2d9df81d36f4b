package dev.quaygate.acme.faultca;

import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A certificate that was handed out; guarded by the core. The leaf is kept as DER to save room. */
final class Issued {
    final String id;
    final String certId;
    final Account account;
    final SortedSet<String> names;
    final byte[] leaf;
    final Instant start;
    final Instant end;
    boolean revoked;
    @Nullable Order replacement;

    Issued(
            String id,
            String certId,
            Account account,
            SortedSet<String> names,
            byte[] leaf,
            Instant start,
            Instant end) {
        this.id = id;
        this.certId = certId;
        this.account = account;
        this.names = names;
        this.leaf = leaf;
        this.start = start;
        this.end = end;
    }
}
