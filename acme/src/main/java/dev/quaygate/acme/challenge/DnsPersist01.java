package dev.quaygate.acme.challenge;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TXT record at {@code _validation-persist.NAME} that is written once and names our account
 * (dns-persist-01, a draft). We never write it.
 *
 * @param name DNS name, for a wildcard the name behind {@code *.}
 * @param wildcard whether the record must speak for the wildcard too
 * @param issuers names of the authority, as it offers them; the first is shown
 * @param account address of our account there
 */
public record DnsPersist01(String name, boolean wildcard, List<String> issuers, String account)
        implements Challenge {
    /** Word of the draft for this challenge. */
    public static final String TYPE = "dns-persist-01";

    private static final String LABEL = "_validation-persist.";

    public DnsPersist01 {
        issuers = List.copyOf(issuers);
    }

    /** Name that the authority asks for. */
    public String recordName() {
        return LABEL + name;
    }

    /** Text of a record that proves the name. */
    public String recordValue() {
        String issuer = issuers.isEmpty() ? "" : issuers.getFirst();
        return issuer + "; accounturi=" + account + (wildcard ? "; policy=wildcard" : "");
    }

    /** The record as a line of a zone file. */
    public String line() {
        return recordName() + ". IN TXT \"" + recordValue() + "\"";
    }

    /** Whether a text at that name proves the name now. */
    public boolean isProvedBy(String text, Instant now) {
        String[] parts = text.split(";", -1);
        String issuer = parts[0].strip().toLowerCase(Locale.ROOT);
        Map<String, String> terms = new HashMap<>();
        Arrays.stream(parts)
                .skip(1)
                .map(String::strip)
                .forEach(part -> {
                    int equals = part.indexOf('=');
                    if (equals > 0) {
                        terms.put(
                                part.substring(0, equals).toLowerCase(Locale.ROOT),
                                part.substring(equals + 1));
                    }
                });
        return issuers.stream().anyMatch(one -> one.equalsIgnoreCase(issuer))
                && account.equals(terms.get("accounturi"))
                && (!wildcard || "wildcard".equalsIgnoreCase(terms.get("policy")))
                && lasts(terms.get("persistuntil"), now);
    }

    private static boolean lasts(@Nullable String until, Instant now) {
        try {
            return until == null || now.getEpochSecond() <= Long.parseLong(until);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
