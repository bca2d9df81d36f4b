package dev.quaygate.app.admin;

import dev.quaygate.acme.ondemand.DemandCounters;
import dev.quaygate.acme.ondemand.Verdict.Reason;
import dev.quaygate.app.state.CertificateDesk;
import dev.quaygate.app.state.OnDemandView;
import dev.quaygate.proxy.observe.MetricSource;
import dev.quaygate.proxy.observe.MetricsWriter;

/** Certificates on demand as metrics; nothing a client sends becomes a label. */
record OnDemandMetrics(CertificateDesk certificates) implements MetricSource {
    @Override
    public void write(MetricsWriter out) {
        OnDemandView view = certificates.onDemand();
        if (!view.on()) {
            return;
        }
        DemandCounters counters = view.counters();
        out.gauge("on_demand_names", "Names that clients brought and that are kept.");
        out.sample((long) view.sets().size());
        out.gauge("tls_handshakes_waiting", "Handshakes that wait for their first certificate.");
        out.sample((long) view.waiting().now());
        out.counter("on_demand_questions_total", "Questions put to `ask`.");
        out.sample(counters.questions());
        out.counter("on_demand_granted_total", "Handshakes whose name was allowed.");
        out.sample(counters.granted());
        out.counter("on_demand_refused_total", "Handshakes that got no certificate, by reason.");
        for (Reason reason : Reason.values()) {
            out.sample(counters.refused(reason), "reason", reason.word());
        }
        out.sample(view.waiting().turnedAway(), "reason", "too_many_waiting");
    }
}
