package dev.quaygate.app.admin;

import dev.quaygate.app.state.Desk;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which resource answers a path. Paths are compared segment by segment. Any thread. */
final class Router {
    private static final Logger AUDIT = LoggerFactory.getLogger("audit");

    private final Desk desk;
    private final Probes probes;
    private final StatusResource status;
    private final CertificatesResource certificates;
    private final CertificateActions actions;
    private final IssuersResource issuers;
    private final OrdersResource orders;
    private final RoutesResource routes;
    private final PoolsResource pools;
    private final AppsResource apps;
    private final OperationsResource operations;
    private final ConfigResource config;
    private final RequestsResource requests;
    private final DoctorResource doctor;

    Router(Desk desk) {
        this.desk = desk;
        probes = new Probes(desk);
        status = new StatusResource(desk);
        certificates = new CertificatesResource(desk);
        actions = new CertificateActions(desk);
        issuers = new IssuersResource(desk);
        orders = new OrdersResource(desk);
        routes = new RoutesResource(desk);
        pools = new PoolsResource(desk);
        apps = new AppsResource(desk);
        operations = new OperationsResource(desk);
        config = new ConfigResource(desk);
        requests = new RequestsResource(desk);
        doctor = new DoctorResource(desk);
    }

    AdminAnswer answer(AdminRequest request, Role role, Peer peer) throws Refusal {
        if (!request.isWrite()) {
            return read(request, role);
        }
        long before = desk.reloads().running().revision();
        int result = 0;
        try {
            AdminAnswer answer = write(request);
            result = answer.status();
            return answer;
        } catch (Refusal refusal) {
            result = refusal.status();
            throw refusal;
        } finally {
            AUDIT.info(
                    "admin.write who={} what=\"{} {}\" result={} from={} to={}",
                    peer.name(),
                    request.method(),
                    "/" + String.join("/", request.path()),
                    result,
                    before,
                    desk.reloads().running().revision());
        }
    }

    /**
     * An answer without an end, if that is what was asked for: {@code /v1/events}, {@code
     * /v1/apps/NAME/logs}.
     */
    Optional<LiveStream> stream(AdminRequest request, Role role) throws Refusal {
        List<String> path = request.path();
        if (!request.method().equals("GET") || role == Role.NONE) {
            return Optional.empty();
        }
        if (path.equals(List.of("v1", "events"))) {
            return Optional.of(new EventStream(desk.events(), lastEvent(request)));
        }
        boolean logs =
                path.size() == 4
                        && path.getFirst().equals("v1")
                        && path.get(1).equals("apps")
                        && path.getLast().equals("logs");
        boolean live =
                request.field("accept")
                        .filter(type -> type.startsWith("text/event-stream"))
                        .isPresent();
        return logs && live ? Optional.of(apps.follow(request, path.get(2))) : Optional.empty();
    }

    private static long lastEvent(AdminRequest request) throws Refusal {
        String id = request.field("last-event-id").orElse("");
        if (id.isEmpty()) {
            return -1;
        }
        if (!id.matches("[0-9]{1,18}")) {
            throw Refusal.malformed(400, "Last-Event-ID is the `id` of an event");
        }
        return Long.parseLong(id);
    }

    private AdminAnswer read(AdminRequest request, Role role) throws Refusal {
        List<String> path = request.path();
        if (path.size() == 1) {
            return switch (path.getFirst()) {
                case "healthz" -> probes.alive();
                case "readyz" -> probes.ready();
                case "metrics" -> probes.metrics();
                default -> throw nothing();
            };
        }
        if (role == Role.NONE || path.isEmpty() || !path.getFirst().equals("v1")) {
            throw nothing();
        }
        return v1(request, path.subList(1, path.size()));
    }

    private AdminAnswer v1(AdminRequest request, List<String> path) throws Refusal {
        return switch (path.size()) {
            case 1 -> whole(request, path.getFirst());
            case 2 -> one(request, path.getFirst(), path.getLast());
            case 3 -> part(request, path.getFirst(), path.get(1), path.getLast());
            default -> throw nothing();
        };
    }

    private AdminAnswer part(AdminRequest request, String what, String name, String part)
            throws Refusal {
        return switch (what) {
            case "certificates" -> certificates.part(request, name, part);
            case "apps" -> apps.part(request, name, part);
            default -> throw nothing();
        };
    }

    private AdminAnswer whole(AdminRequest request, String what) throws Refusal {
        return switch (what) {
            case "status" -> status.get(request);
            case "doctor" -> doctor.get(request);
            case "certificates" -> certificates.list(request);
            case "issuers" -> issuers.list(request);
            case "orders" -> orders.list(request);
            case "routes" -> routes.list(request);
            case "pools" -> pools.list(request);
            case "apps" -> apps.list(request);
            case "config" -> config.effective(request);
            case "schema" -> config.schema();
            case "config:reload", "config:check", "explain" ->
                    throw Refusal.method("this is a POST");
            default -> throw nothing();
        };
    }

    private AdminAnswer one(AdminRequest request, String what, String name) throws Refusal {
        return switch (what) {
            case "certificates" -> certificates.one(request, name);
            case "pools" -> pools.one(request, name);
            case "apps" -> apps.one(request, name);
            case "operations" -> operations.one(request, name);
            case "requests" -> requests.one(request, name);
            case "ca" -> {
                if (!name.equals("root.pem")) {
                    throw nothing();
                }
                yield certificates.root();
            }
            default -> throw nothing();
        };
    }

    private AdminAnswer write(AdminRequest request) throws Refusal {
        List<String> path = request.path();
        if (path.size() < 2 || !path.getFirst().equals("v1")) {
            throw nothing();
        }
        boolean post = request.method().equals("POST");
        String last = path.getLast();
        if (path.size() == 2 && last.equals("config:reload") && post) {
            return config.reload(request);
        }
        if (path.size() == 2 && last.equals("config:check") && post) {
            return config.check(request);
        }
        if (path.size() == 2 && last.equals("explain") && post) {
            return routes.explain(request);
        }
        if (path.size() == 2 && last.equals("certificates:prune") && post) {
            return actions.prune(request);
        }
        if (path.size() == 3
                && path.get(1).equals("certificates")
                && last.endsWith(":preflight")
                && post) {
            return certificates.preflight(
                    request, last.substring(0, last.length() - ":preflight".length()));
        }
        if (path.size() == 3
                && path.get(1).equals("certificates")
                && last.endsWith(":dns-record")
                && post) {
            return certificates.dnsRecord(
                    request, last.substring(0, last.length() - ":dns-record".length()));
        }
        int colon = last.lastIndexOf(':');
        if (path.size() == 3 && path.get(1).equals("certificates") && colon > 0 && post) {
            return certificate(request, last.substring(0, colon), last.substring(colon + 1));
        }
        if (path.size() == 3 && path.get(1).equals("issuers") && post) {
            if (!last.endsWith(":changeKey")) {
                throw nothing();
            }
            return actions.changeKey(request, last.substring(0, colon));
        }
        if (path.size() == 3 && path.get(1).equals("apps") && colon > 0 && post) {
            return apps.act(request, last.substring(0, colon), last.substring(colon + 1));
        }
        throw isReadable(path) ? Refusal.method("this can be read only") : nothing();
    }

    private AdminAnswer certificate(AdminRequest request, String id, String verb) throws Refusal {
        return switch (verb) {
            case "renew" -> new CertificateRenewals(desk).renew(request, id);
            case "revoke" -> actions.revoke(request, id);
            case "forget" -> actions.forget(request, id);
            default -> throw nothing();
        };
    }

    private static boolean isReadable(List<String> path) {
        return switch (path.get(1)) {
            case "status",
                    "doctor",
                    "certificates",
                    "issuers",
                    "orders",
                    "routes",
                    "pools",
                    "apps",
                    "operations",
                    "requests",
                    "config",
                    "schema" ->
                    true;
            default -> path.get(1).startsWith("config:");
        };
    }

    private static Refusal nothing() {
        return Refusal.notFound("there is nothing here");
    }
}
