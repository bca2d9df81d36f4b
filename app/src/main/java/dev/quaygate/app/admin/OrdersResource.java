package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.app.state.Desk;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Orders that run and those that wait for a limit: {@code /v1/orders}. */
record OrdersResource(Desk desk) {
    AdminAnswer list(AdminRequest request) {
        List<CertificateStatus> orders = orders();
        if (request.wantsText()) {
            return AdminAnswer.text(table(orders));
        }
        var list = JsonMapper.shared().createArrayNode();
        orders.forEach(order -> {
            var node = list.addObject().put("id", order.id());
            order.names().forEach(node.putArray("names")::add);
            Instant at = order.next().at();
            node.put("issuer", order.issuer().id())
                    .put("state", order.state().word())
                    .put("action", order.next().action())
                    .put("at", at == null ? null : at.toString())
                    .put("why", order.next().why());
            var attempt = order.lastAttempt();
            if (attempt != null && attempt.result().equals("running")) {
                node.put("step", attempt.step()).put("since", attempt.at().toString());
            } else {
                node.putNull("step").putNull("since");
            }
        });
        return AdminAnswer.json(list);
    }

    /** Running ones first, then the queue in its order. */
    private List<CertificateStatus> orders() {
        return desk.certificates().statuses().stream()
                .filter(one -> one.state() == State.QUEUED || one.state() == State.RENEWING)
                .sorted(
                        Comparator.comparing(
                                one -> one.next().at(),
                                Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private String table(List<CertificateStatus> orders) {
        if (orders.isEmpty()) {
            return "no order runs or waits\n";
        }
        Instant now = desk.clock().instant();
        var table = new Table("NAME", "ISSUER", "STATE", "ORDER", "WHY");
        for (CertificateStatus order : orders) {
            Instant at = order.next().at();
            table.row(
                    Texts.label(order),
                    Texts.issuer(order.issuer().id()),
                    order.state().word(),
                    at == null ? "now" : "in about " + Texts.span(Duration.between(now, at)),
                    order.next().why());
        }
        return table.text();
    }
}
