package dev.quaygate.acme.challenge;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The kinds of DNS providers that are there, our own and those of others. */
public final class DnsProviders {
    private DnsProviders() {}

    /** All of them by their word, sorted; the first of two with the same word counts. */
    public static List<DnsProvider> all() {
        return ServiceLoader.load(DnsProvider.class, DnsProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(DnsProvider::word))
                .toList();
    }

    /** The kind of a word. */
    public static Optional<DnsProvider> find(String word) {
        return all().stream().filter(provider -> provider.word().equals(word)).findFirst();
    }

    /** All words. */
    public static List<String> words() {
        return all().stream().map(DnsProvider::word).toList();
    }
}
