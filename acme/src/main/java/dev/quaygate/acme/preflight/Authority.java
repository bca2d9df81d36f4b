package dev.quaygate.acme.preflight;

import dev.quaygate.acme.issue.ChallengeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who would be asked, and how we would prove a name.
 *
 * @param id name of the issuer
 * @param caaNames names that allow it in CAA records (RFC 8659); empty if it names none
 * @param account address of our account, null before there is one
 * @param seesPublicDns whether it asks the DNS that everybody sees; a private one may have its own
 * @param challenges types that we would try
 */
public record Authority(
        String id,
        List<String> caaNames,
        @Nullable String account,
        boolean seesPublicDns,
        List<ChallengeType> challenges) {
    public Authority {
        caaNames = List.copyOf(caaNames);
        challenges = List.copyOf(challenges);
    }

    boolean needsAddress() {
        return challenges.stream()
                .allMatch(
                        type -> type == ChallengeType.HTTP_01 || type == ChallengeType.TLS_ALPN_01);
    }
}
