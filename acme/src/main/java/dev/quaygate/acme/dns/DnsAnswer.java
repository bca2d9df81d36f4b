package dev.quaygate.acme.dns;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a name server said.
 *
 * @param status whether it answered, and how
 * @param answers records of the answer, aliases that were followed included; other types left out
 * @param authority records that say whose zone it is
 * @param detail why there is no answer, for a person; empty if there is one
 */
public record DnsAnswer(
        Status status, List<DnsRecord> answers, List<DnsRecord> authority, String detail) {

    /** How a server answered. */
    public enum Status {
        /** NOERROR; there may be no records. */
        OK,
        /** NXDOMAIN: no record of any type has this name. */
        NO_SUCH_NAME,
        /** SERVFAIL. */
        SERVER_FAILURE,
        /** REFUSED or NOTAUTH: not a server of this zone. */
        REFUSED,
        /** Any other code, or an answer that cannot be read. */
        BROKEN,
        /** No answer in time. */
        SILENT
    }

    public DnsAnswer {
        answers = List.copyOf(answers);
        authority = List.copyOf(authority);
    }

    /** No answer could be had. */
    public static DnsAnswer without(Status status, String detail) {
        return new DnsAnswer(status, List.of(), List.of(), detail);
    }

    /** Whether the server knows about the name, be it that there is none. */
    public boolean isDefinite() {
        return status == Status.OK || status == Status.NO_SUCH_NAME;
    }

    /** Records of one kind. */
    public <T extends DnsRecord> Stream<T> answers(Class<T> kind) {
        return answers.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Values of the TXT records. */
    public List<String> texts() {
        return answers(DnsRecord.Text.class).map(DnsRecord.Text::value).toList();
    }
}
