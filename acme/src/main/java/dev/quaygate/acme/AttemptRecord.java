package dev.quaygate.acme;

import dev.quaygate.acme.store.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored memory of attempts for a set, so that a restart neither forgets a back-off nor repeats
 * a try.
 *
 * @param backoffs one for each issuer that failed since the last success
 * @param last the last finished attempt, null before the first
 * @param goodChallenge challenge type of the last success, null before it
 * @param replaced id of a certificate that the authority counts as replaced, null if there is none
 * @param damageAt when damaged files last led to an order, null if never
 * @param alerts which alerts were raised, null before the first
 * @param unusedSince since when no policy wants the certificate, null while one does
 * @param revoked serial number, in hex, of the certificate that we have had revoked, null for none
 */
record AttemptRecord(
        List<IssuerBackoff> backoffs,
        CertificateStatus.@Nullable Attempt last,
        @Nullable String goodChallenge,
        @Nullable String replaced,
        @Nullable Instant damageAt,
        @Nullable AlertMark alerts,
        @Nullable Instant unusedSince,
        @Nullable String revoked) {

    /**
     * The lowest threshold that was raised for a certificate; 0 stands for expiry.
     *
     * @param serial serial number of the certificate, in hex
     */
    record AlertMark(String serial, double threshold) {}

    static final AttemptRecord NONE =
            new AttemptRecord(List.of(), null, null, null, null, null, null, null);

    AttemptRecord {
        backoffs = List.copyOf(backoffs);
    }

    @Nullable IssuerBackoff backoff(String issuer) {
        return backoffs.stream().filter(b -> b.issuer().equals(issuer)).findFirst().orElse(null);
    }

    /** Failures in a row over all issuers. */
    int failures() {
        return backoffs.stream().mapToInt(IssuerBackoff::failures).sum();
    }

    AttemptRecord failed(IssuerBackoff backoff, CertificateStatus.Attempt attempt) {
        var others = new ArrayList<>(backoffs);
        others.removeIf(b -> b.issuer().equals(backoff.issuer()));
        others.add(backoff);
        return new AttemptRecord(
                others, attempt, goodChallenge, replaced, damageAt, alerts, unusedSince, revoked);
    }

    AttemptRecord succeeded(CertificateStatus.Attempt attempt) {
        String good = attempt.challenge() == null ? goodChallenge : attempt.challenge();
        return new AttemptRecord(
                List.of(), attempt, good, null, damageAt, alerts, unusedSince, revoked);
    }

    AttemptRecord withoutBackoffs() {
        return new AttemptRecord(
                List.of(), last, goodChallenge, replaced, damageAt, alerts, unusedSince, revoked);
    }

    AttemptRecord withReplaced(String certId) {
        return new AttemptRecord(
                backoffs, last, goodChallenge, certId, damageAt, alerts, unusedSince, revoked);
    }

    AttemptRecord withDamageAt(Instant at) {
        return new AttemptRecord(
                backoffs, last, goodChallenge, replaced, at, alerts, unusedSince, revoked);
    }

    AttemptRecord withAlerts(AlertMark mark) {
        return new AttemptRecord(
                backoffs, last, goodChallenge, replaced, damageAt, mark, unusedSince, revoked);
    }

    AttemptRecord withUnusedSince(@Nullable Instant since) {
        return new AttemptRecord(
                backoffs, last, goodChallenge, replaced, damageAt, alerts, since, revoked);
    }

    AttemptRecord withRevoked(String serial) {
        return new AttemptRecord(
                backoffs, last, goodChallenge, replaced, damageAt, alerts, unusedSince, serial);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("issuers", backoffs.stream().map(IssuerBackoff::toJson).toList())
                .put("last", last == null ? null : json(last))
                .put("goodChallenge", goodChallenge)
                .put("replaced", replaced)
                .put("damageAt", damageAt)
                .put("unusedSince", unusedSince)
                .put("revoked", revoked)
                .put("alertedSerial", alerts == null ? null : alerts.serial())
                .put("alertedAt", alerts == null ? null : String.valueOf(alerts.threshold()));
    }

    static AttemptRecord of(JsonObject json) {
        String serial = json.textOrNull("alertedSerial");
        return new AttemptRecord(
                json.objects("issuers").stream().map(IssuerBackoff::of).toList(),
                json.has("last") ? attempt(json.object("last")) : null,
                json.textOrNull("goodChallenge"),
                json.textOrNull("replaced"),
                json.instantOrNull("damageAt"),
                serial == null ? null : new AlertMark(serial, json.fraction("alertedAt")),
                json.instantOrNull("unusedSince"),
                json.textOrNull("revoked"));
    }

    private static JsonObject json(CertificateStatus.Attempt attempt) {
        CertificateStatus.Fault error = attempt.error();
        return new JsonObject()
                .put("at", attempt.at())
                .put("result", attempt.result())
                .put("tookMs", attempt.took().toMillis())
                .put("issuer", attempt.issuer())
                .put("challenge", attempt.challenge())
                .put("step", attempt.step())
                .put("error", error == null ? null : json(error));
    }

    private static JsonObject json(CertificateStatus.Fault fault) {
        return new JsonObject()
                .put("code", fault.code())
                .put("kind", fault.kind())
                .put("type", fault.type())
                .put("detail", fault.detail())
                .put("fix", fault.fix());
    }

    private static CertificateStatus.Attempt attempt(JsonObject json) {
        return new CertificateStatus.Attempt(
                json.instant("at"),
                json.text("result"),
                Duration.ofMillis(json.number("tookMs")),
                json.text("issuer"),
                json.textOrNull("challenge"),
                json.text("step"),
                json.has("error") ? fault(json.object("error")) : null);
    }

    private static CertificateStatus.Fault fault(JsonObject json) {
        return new CertificateStatus.Fault(
                json.text("code"),
                json.text("kind"),
                json.textOrNull("type"),
                json.text("detail"),
                json.text("fix"));
    }
}
