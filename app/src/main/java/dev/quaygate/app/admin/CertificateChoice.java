package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.app.state.Desk;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which certificates a person means: by id one; by name all for the same names, which are two with
 * different kinds of keys where the configuration asks for both.
 */
record CertificateChoice(Desk desk) {
    /**
     * @param keyType of the one that is meant, empty for all
     * @return at least one
     */
    List<CertificateStatus> all(String idOrName, String keyType) throws Refusal {
        List<CertificateStatus> known = desk.certificates().statuses(idOrName);
        if (known.isEmpty()) {
            throw Refusal.notFound("no certificate is called `" + idOrName + "`");
        }
        if (keyType.isEmpty()) {
            return known;
        }
        List<CertificateStatus> some =
                known.stream().filter(one -> one.keyType().equals(keyType)).toList();
        if (some.isEmpty()) {
            throw Refusal.notFound(
                    "`" + idOrName + "` has no " + keyType + " certificate, only " + kinds(known));
        }
        return some;
    }

    /** The one, where two cannot be meant. */
    CertificateStatus only(String idOrName, String keyType) throws Refusal {
        List<CertificateStatus> some = all(idOrName, keyType);
        if (some.size() > 1) {
            throw Refusal.malformed(
                    400,
                    "`"
                            + idOrName
                            + "` has "
                            + some.size()
                            + " certificates ("
                            + kinds(some)
                            + "): choose one with `--key-type`, in the API with `keyType`");
        }
        return some.getFirst();
    }

    private static String kinds(List<CertificateStatus> some) {
        return some.stream().map(CertificateStatus::keyType).collect(Collectors.joining(", "));
    }
}
