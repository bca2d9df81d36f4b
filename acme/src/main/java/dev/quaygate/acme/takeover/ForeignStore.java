package dev.quaygate.acme.takeover;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Everything that was found at another program.
 *
 * @param refused what cannot be used, with the reason
 * @param notes what the user should do besides
 */
public record ForeignStore(
        List<ForeignCertificate> certificates,
        List<ForeignAccount> accounts,
        SequencedMap<String, String> refused,
        List<String> notes) {
    public ForeignStore {
        certificates = List.copyOf(certificates);
        accounts = List.copyOf(accounts);
        refused = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(refused));
        notes = List.copyOf(notes);
    }
}
