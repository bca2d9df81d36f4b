package dev.quaygate.acme.faultca;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Each is good once. */
final class Nonces {
    private final Ids ids = new Ids();
    private final Set<String> good = ConcurrentHashMap.newKeySet();

    String fresh() {
        String nonce = ids.next();
        good.add(nonce);
        return nonce;
    }

    void use(@Nullable String nonce) throws CaProblem {
        if (nonce == null || !good.remove(nonce)) {
            throw CaProblem.of(400, "badNonce", "the nonce was used before or is not ours");
        }
    }
}
