package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.app.state.Phase;
import dev.quaygate.proxy.observe.MetricsText;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /healthz}, {@code /readyz}, {@code /metrics}. */
record Probes(Desk desk) {
    AdminAnswer alive() {
        return AdminAnswer.text("alive\n");
    }

    /** 503 while it should get no traffic; degraded is said, but serves. */
    AdminAnswer ready() {
        List<String> reasons = Readiness.obstacles(desk);
        List<String> degraded = Readiness.degraded(desk);
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("ready", reasons.isEmpty());
        node.put("phase", desk.phase().get().word());
        reasons.forEach(node.putArray("reasons")::add);
        degraded.forEach(node.putArray("degraded")::add);
        AdminAnswer answer = AdminAnswer.json(node);
        return reasons.isEmpty() ? answer : answer.status(503);
    }

    AdminAnswer metrics() throws Refusal {
        if (desk.phase().get() == Phase.STARTING) {
            throw Refusal.unavailable("QG4007", "it is starting");
        }
        String text =
                desk.proxy()
                        .metricsText(
                                List.of(
                                        new CertificateMetrics(desk.certificates(), desk.clock()),
                                        new OnDemandMetrics(desk.certificates()),
                                        new AppMetrics(desk.apps()),
                                        new ProcessMetrics(desk)));
        return AdminAnswer.of(200, MetricsText.CONTENT_TYPE, text);
    }
}
