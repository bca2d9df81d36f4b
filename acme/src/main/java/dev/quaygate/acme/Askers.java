package dev.quaygate.acme;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for the outcome of a renewal that was asked for. Guarded by itself: who changes what is
 * asked for holds its lock, so that nobody is forgotten.
 */
final class Askers {
    private record Asker(CompletableFuture<CertificateStatus> answer, int generation) {}

    private final List<Asker> all = new ArrayList<>();

    /**
     * Adds one.
     *
     * @param generation of the certificate that is to be renewed, 0 if there is none
     */
    synchronized CompletableFuture<CertificateStatus> add(int generation) {
        var asker = new Asker(new CompletableFuture<>(), generation);
        all.add(asker);
        return asker.answer();
    }

    synchronized boolean isEmpty() {
        return all.isEmpty();
    }

    /** Takes out all who wait for another certificate than one of that generation or a later. */
    synchronized List<CompletableFuture<CertificateStatus>> takeBelow(int generation) {
        List<Asker> taken = all.stream().filter(one -> one.generation() < generation).toList();
        all.removeAll(taken);
        return taken.stream().map(Asker::answer).toList();
    }
}
