package dev.quaygate.acme.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Durable home of everything that must outlive the process. When a writing method returns, a power
 * cut cannot take the write back; when it throws, either the old or the new value is there, never a
 * mixture. All methods block and may be called by any thread; virtual threads are meant to.
 *
 * <p>The whole contract with its reasons is in {@code docs/store.md}; {@code StoreContract} checks
 * it for each store.
 *
 * <p>Keys are paths of segments from {@code A-Za-z0-9._@-}, separated by {@code /}; a segment never
 * starts with a dot.
 *
 * @see FileStore
 * @see EtcdStore
 */
public interface CertificateStore extends AutoCloseable {
    /** Bytes of the largest value; more is refused with an {@link IllegalArgumentException}. */
    int LARGEST_VALUE = 1 << 20;

    /** Generations that are kept of each name set. */
    int keepGenerations();

    /** Whether other machines use it at the same time. */
    boolean isShared();

    /**
     * Writes, reads back and deletes a probe. Called before every order: a certificate that cannot
     * be kept is not ordered.
     *
     * @throws StoreProblem if anything about it fails
     */
    void probe();

    /** Value of a document; empty if there is none. */
    Optional<byte[]> get(String key);

    /** Value of a document with its present state; empty if there is none. */
    Optional<VersionedDocument> read(String key);

    /** Creates or replaces a document as a whole. At most {@link #LARGEST_VALUE} bytes. */
    void put(String key, byte[] value);

    /**
     * Creates or replaces a document only if it is still in the state that was read.
     *
     * @param expected state seen by {@link #read}, {@link Version#ABSENT} to create it
     * @return false if somebody else changed it meanwhile; nothing was written then
     */
    boolean put(String key, byte[] value, Version expected);

    /**
     * Creates or replaces a document that serves no purpose after a time: it stays for at least
     * that long, and goes by itself some time later or at the next start.
     */
    void putFor(Duration life, String key, byte[] value);

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

    /**
     * Takes the lease of a set, or is empty if somebody else holds it. Until it is closed, writes
     * of this process to documents of that set ({@code certs/SET/…}, {@code backoff/SET.json}) fail
     * with a {@link StoreProblem} once the lease is lost: a holder that slept overwrites nothing of
     * the next one's. Other names than sets are allowed and guard what their users agree on.
     *
     * @throws StoreProblem if nobody can say who holds it
     */
    Optional<Lease> lease(String set);

    /**
     * Tells of changes below a prefix from now on, whoever makes them; those of this process too.
     * Several changes of one document in a short time may be told as one.
     *
     * @param prefix ends with a slash
     */
    Subscription watch(String prefix, StoreWatcher watcher);

    /** Gives the store to the next process. */
    @Override
    void close();
}
