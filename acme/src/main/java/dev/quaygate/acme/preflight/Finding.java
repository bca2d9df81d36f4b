package dev.quaygate.acme.preflight;

import java.util.Set;

/**
 * One thing that was looked at.
 *
 * @param code diagnostic such as {@code QG3001}; empty if it is good
 * @param name what it is about, a name of the certificate or a word such as {@code store}
 * @param cause what was seen
 * @param fix what a person can do; empty if it is good
 */
public record Finding(Verdict verdict, String code, String name, String cause, String fix) {
    /** What servers of the zone say, of which an authority may see another version. */
    private static final Set<String> FROM_DNS =
            Set.of("QG3001", "QG3004", "QG3005", "QG3006", "QG3007", "QG3009");

    /** Whether it was read from DNS, rather than from the order or this machine. */
    public boolean isFromDns() {
        return FROM_DNS.contains(code);
    }

    static Finding ok(String name, String cause) {
        return new Finding(Verdict.OK, "", name, cause, "");
    }

    static Finding fault(String code, String name, String cause, String fix) {
        return new Finding(Verdict.FAULT, code, name, cause, fix);
    }

    static Finding unknown(String code, String name, String cause, String fix) {
        return new Finding(Verdict.UNKNOWN, code, name, cause, fix);
    }

    /** The same, but no reason to stop. */
    Finding unsure() {
        return verdict == Verdict.FAULT
                ? new Finding(Verdict.UNKNOWN, code, name, cause, fix)
                : this;
    }
}
