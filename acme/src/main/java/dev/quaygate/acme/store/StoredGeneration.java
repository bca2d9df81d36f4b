package dev.quaygate.acme.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One immutable, complete certificate generation as bytes.
 *
 * @param set name set
 * @param number grows by at least one with each publication
 * @param files {@code chain.pem}, {@code key.pem}, {@code meta.json}; contents agree with the
 *     hashes written beside them
 */
public record StoredGeneration(String set, int number, Map<String, byte[]> files) {
    public StoredGeneration {
        files = Map.copyOf(files);
    }

    /** Bytes of one file, or null if the generation has none of that name. */
    public byte @Nullable [] file(String name) {
        return files.get(name);
    }
}
