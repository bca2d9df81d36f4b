package dev.quaygate.acme.jdk;

import dev.quaygate.acme.ManagedCertificate;
import dev.quaygate.acme.client.CertifiedKey;
import dev.quaygate.acme.client.SubjectNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which certificate answers for which name; immutable, each change gives another one. An alias is a
 * set and a generation, and the generation before stays reachable: a handshake asks three times,
 * and a renewal may come in between.
 */
final class ServedKeys {
    private record Entry(ManagedCertificate certificate, boolean current) {
        String alias() {
            return certificate.id() + "#" + certificate.generation();
        }

        boolean isFor(String name) {
            return current && certificate.names().stream().anyMatch(own -> covers(own, name));
        }

        boolean has(String algorithm) {
            return certificate.key().privateKey().getAlgorithm().equals(algorithm);
        }
    }

    static final ServedKeys NONE = new ServedKeys(List.of());

    private final List<Entry> newestFirst;

    private ServedKeys(List<Entry> newestFirst) {
        this.newestFirst = List.copyOf(newestFirst);
    }

    ServedKeys with(ManagedCertificate certificate) {
        var next = new ArrayList<Entry>();
        next.add(new Entry(certificate, true));
        for (Entry entry : newestFirst) {
            if (!entry.certificate().id().equals(certificate.id())) {
                next.add(entry);
            } else if (entry.current()
                    && entry.certificate().generation() != certificate.generation()) {
                next.add(new Entry(entry.certificate(), false));
            }
        }
        return new ServedKeys(next);
    }

    ServedKeys without(ManagedCertificate certificate) {
        return new ServedKeys(
                newestFirst.stream()
                        .filter(entry -> !entry.certificate().id().equals(certificate.id()))
                        .toList());
    }

    /** Alias of a certificate for a server name with a key of this JCA algorithm. */
    Optional<String> alias(String name, String algorithm) {
        String canonical = SubjectNames.canonical(name);
        List<Entry> fit = newestFirst.stream().filter(entry -> entry.isFor(canonical)).toList();
        // What is left over from an earlier configuration must not answer in its old way.
        boolean wanted = fit.stream().anyMatch(entry -> entry.certificate().wanted());
        return fit.stream()
                .filter(entry -> entry.has(algorithm))
                .filter(entry -> !wanted || entry.certificate().wanted())
                .findFirst()
                .map(Entry::alias);
    }

    /** For a client that names nobody: one for an address if there is any, else the oldest. */
    Optional<String> unnamedAlias(String algorithm) {
        List<Entry> fit =
                newestFirst.reversed().stream()
                        .filter(entry -> entry.current() && entry.has(algorithm))
                        .toList();
        return fit.stream()
                .filter(entry ->
                        entry.certificate().names().stream().anyMatch(SubjectNames::isAddress))
                .findFirst()
                .or(() -> fit.stream().findFirst())
                .map(Entry::alias);
    }

    Optional<CertifiedKey> key(String alias) {
        return newestFirst.stream()
                .filter(entry -> entry.alias().equals(alias))
                .findFirst()
                .map(entry -> entry.certificate().key());
    }

    String[] aliases(String algorithm) {
        return newestFirst.stream()
                .filter(entry -> entry.current() && entry.has(algorithm))
                .map(Entry::alias)
                .toArray(String[]::new);
    }

    private static boolean covers(String own, String name) {
        int dot = name.indexOf('.');
        return own.equals(name)
                || (own.startsWith("*.")
                        && dot > 0
                        && own.substring(1).equals(name.substring(dot)));
    }
}
