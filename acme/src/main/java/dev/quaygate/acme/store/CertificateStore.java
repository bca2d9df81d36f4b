package dev.quaygate.acme.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Durable home of everything that must outlive the process. When a writing method returns, a power
 * cut cannot take the write back; when it throws, either the old or the new value is there, never a
 * mixture. All methods block and may be called by any thread; virtual threads are meant to.
 *
 * <p>Keys are paths of segments from {@code A-Za-z0-9._@-}, separated by {@code /}; a segment never
 * starts with a dot.
 *
 * @see FileStore
 */
public interface CertificateStore extends AutoCloseable {
    /**
     * Writes, reads back and deletes a probe. Called before every order: a certificate that cannot
     * be kept is not ordered.
     *
     * @throws StoreProblem if anything about it fails
     */
    void probe();

    /** Value of a document; empty if there is none. */
    Optional<byte[]> get(String key);

    /** Creates or replaces a document as a whole. */
    void put(String key, byte[] value);

    /** Removes a document; nothing happens if there is none. */
    void delete(String key);

    /**
     * Keys of all documents below {@code prefix}, which ends with a slash, sorted; temporary files
     * are not among them.
     */
    List<String> list(String prefix);

    /**
     * Adds a line to a log that keeps its newest lines.
     *
     * @param keep lines that are certainly kept; the oldest beyond them may go
     */
    void append(String key, String line, int keep);

    /**
     * Lines of a log, oldest first, at most {@code keep} of the newest; a line torn by a crash may
     * be among them.
     */
    List<String> lines(String key, int keep);

    /** Name sets that have at least one generation directory, whole or not. */
    List<String> sets();

    /** Generations of a set with the damage that was passed over. */
    StoredSet load(String set);

    /**
     * Publishes a new generation: readers see the old one whole or the new one whole.
     *
     * @return number of the new generation
     * @throws StoreProblem if the lease is not held any more or the write fails; the old generation
     *     then stays current
     */
    int publish(Lease lease, Map<String, byte[]> files);

    /** Takes the lease of a set, or is empty if somebody else holds it. */
    Optional<Lease> lease(String set);

    /** Gives the store to the next process. */
    @Override
    void close();
}
