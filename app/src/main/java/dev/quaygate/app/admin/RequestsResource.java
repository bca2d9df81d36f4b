package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import dev.quaygate.proxy.observe.FailedExchange;
import dev.quaygate.proxy.observe.Failures;
import dev.quaygate.proxy.upstream.EndpointView;
import java.util.List;
import java.util.Optional;

/** {@code /v1/requests/{id}}: requests that failed. */
record RequestsResource(Desk desk) {
    AdminAnswer one(AdminRequest request, String id) throws Refusal {
        List<FailedExchange> found = desk.proxy().failures(id);
        if (found.isEmpty()) {
            throw Refusal.notFound(
                    "`"
                            + id
                            + "` is not among the last "
                            + Texts.count(Failures.KEPT, "failure")
                            + "; requests that succeeded are not kept, the access log has them");
        }
        if (found.size() > 1) {
            throw Refusal.notFound(
                    Texts.count(found.size(), "failure")
                            + " begin with `"
                            + id
                            + "`; give all 26 characters, the newest is "
                            + found.getFirst().id());
        }
        FailedExchange failed = found.getFirst();
        return request.wantsText()
                ? AdminAnswer.text(WhyText.of(failed, troubleNow(failed.way())))
                : AdminAnswer.json(FailureJson.of(failed));
    }

    /** How the endpoint is now, empty if all is well or the endpoint is gone. */
    private String troubleNow(FailedExchange.Way way) {
        Optional<EndpointView> endpoint =
                desk.proxy().view().pools().stream()
                        .filter(pool -> pool.name().equals(way.pool()))
                        .flatMap(pool -> pool.endpoints().stream())
                        .filter(one -> one.address().equals(way.endpoint()))
                        .findFirst();
        return endpoint.map(EndpointText::trouble).orElse("");
    }
}
