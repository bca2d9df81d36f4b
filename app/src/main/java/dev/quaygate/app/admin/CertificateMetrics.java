package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.acme.IssuerStatus;
import dev.quaygate.app.state.CertificateDesk;
import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Certificates as metrics; labels come from the configuration only. */
record CertificateMetrics(CertificateDesk certificates, InstantSource clock)
        implements MetricSource {
    @Override
    public void write(MetricsWriter out) {
        List<CertificateStatus> all =
                certificates.statuses().stream()
                        .filter(one -> one.state() != CertificateStatus.State.UNUSED)
                        .filter(one -> !one.names().isEmpty())
                        .toList();
        out.gauge("certificate_not_after_timestamp_seconds", "End of validity.");
        each(out, having(all), CertificateMetrics::notAfter);
        out.gauge("certificate_renewal_timestamp_seconds", "When the next step is due.");
        each(
                out,
                all.stream().filter(one -> one.next().at() != null).toList(),
                one -> seconds(one.next().at()));
        out.gauge("certificate_life_left_ratio", "Part of the life that is left, 0 to 1.");
        each(out, having(all), CertificateStatus::lifeLeft);
        out.gauge("certificate_state", "1 for the state that a certificate is in.");
        all.forEach(one -> out.sample(1L, labels(one, "state", one.state().word())));
        budget(out, all);
    }

    private void budget(MetricsWriter out, List<CertificateStatus> all) {
        var left = new TreeMap<String, Map<String, Integer>>();
        for (IssuerStatus issuer : certificates.issuers()) {
            Map<String, Integer> limits = left.computeIfAbsent(issuer.id(), _ -> new TreeMap<>());
            issuer.budget()
                    .forEach(usage -> limits.merge(usage.scope().word(), usage.left(), Math::min));
        }
        out.gauge("acme_budget_remaining", "Least that is left of a limit of an issuer.");
        left.forEach((issuer, limits) ->
                limits.forEach((limit, count) ->
                        out.sample((long) count, "issuer", issuer, "limit", limit)));
        out.gauge("acme_orders_queued", "Orders that wait for a limit of an issuer.");
        left.keySet()
                .forEach(issuer ->
                        out.sample(
                                all.stream()
                                        .filter(one -> one.state() == State.QUEUED)
                                        .filter(one -> one.issuer().id().equals(issuer))
                                        .count(),
                                "issuer",
                                issuer));
    }

    private static List<CertificateStatus> having(List<CertificateStatus> all) {
        return all.stream().filter(one -> one.certificate() != null).toList();
    }

    private static void each(
            MetricsWriter out,
            List<CertificateStatus> some,
            ToDoubleFunction<CertificateStatus> value) {
        some.forEach(one -> out.sample(value.applyAsDouble(one), labels(one)));
    }

    /** Two of one name differ in {@code key}; the usual kind of key has no such label. */
    private static String[] labels(CertificateStatus one, String... more) {
        var labels = new ArrayList<>(List.of("name", one.names().getFirst()));
        labels.addAll(List.of("issuer", one.issuer().id()));
        if (!Texts.key(one).isEmpty()) {
            labels.addAll(List.of("key", one.keyType()));
        }
        labels.addAll(List.of(more));
        return labels.toArray(String[]::new);
    }

    private static double notAfter(CertificateStatus status) {
        var certificate = status.certificate();
        return seconds(certificate == null ? null : certificate.notAfter());
    }

    private static double seconds(java.time.@org.jspecify.annotations.Nullable Instant instant) {
        return instant == null ? 0 : instant.getEpochSecond();
    }
}
