package dev.quaygate.app.admin;

import dev.quaygate.acme.CertificateStatus;
import dev.quaygate.acme.CertificateStatus.State;
import dev.quaygate.app.state.Desk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code POST /v1/certificates/ID:renew}; a name with two certificates has both renewed. */
record CertificateRenewals(Desk desk) {
    private static final long WAIT_SECONDS = 180;
    private static final int REFUSED = 7; // exit status: by a limit of the CA

    /** What a person asked for. */
    private record Wish(boolean force, String issuer, boolean dryRun, String keyType) {
        static Wish of(byte[] body) throws Refusal {
            try {
                JsonNode json = JsonMapper.shared().readTree(body);
                return new Wish(
                        json.path("force").asBoolean(false),
                        json.path("issuer").asString(""),
                        json.path("dryRun").asBoolean(false),
                        json.path("keyType").asString(""));
            } catch (JacksonException _) {
                throw Refusal.malformed(400, "the body is not JSON");
            }
        }
    }

    /** Answers after the attempt, so that the caller learns what became of it. */
    AdminAnswer renew(AdminRequest request, String id) throws Refusal {
        Wish wish = Wish.of(request.body());
        List<CertificateStatus> before = new CertificateChoice(desk).all(id, wish.keyType());
        try {
            if (wish.dryRun()) { // the proof is the same whatever the key
                return new CertificateActions(desk)
                        .dryRun(request, before.getFirst(), wish.issuer());
            }
            return renewed(request, before, renewed(before, wish));
        } catch (IllegalArgumentException e) {
            throw Refusal.notFound(String.valueOf(e.getMessage()));
        } catch (TimeoutException _) {
            List<CertificateStatus> now = new CertificateChoice(desk).all(id, wish.keyType());
            return AdminAnswer.json(resource().json(now)).status(202).exit(0);
        } catch (ExecutionException e) {
            throw new IllegalStateException("renewal of " + id + " failed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("QG4007", "it is stopping");
        }
    }

    private List<CertificateStatus> renewed(List<CertificateStatus> before, Wish wish)
            throws TimeoutException, ExecutionException, InterruptedException {
        var renewals = new ArrayList<CompletableFuture<CertificateStatus>>();
        String issuer = wish.issuer();
        for (CertificateStatus one : before) {
            renewals.add(
                    desk.certificates()
                            .renew(one.id(), wish.force(), issuer.isEmpty() ? null : issuer));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        var after = new ArrayList<CertificateStatus>();
        for (CompletableFuture<CertificateStatus> renewal : renewals) {
            after.add(renewal.get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        }
        return after;
    }

    private AdminAnswer renewed(
            AdminRequest request, List<CertificateStatus> before, List<CertificateStatus> after) {
        var text = new StringBuilder();
        int exit = 0;
        for (int i = 0; i < after.size(); i++) {
            CertificateStatus one = after.get(i);
            boolean renewed = generation(one) > generation(before.get(i));
            text.append(Texts.label(one)).append(renewed ? "  renewed\n" : "  not renewed\n");
            text.append(resource().text(one));
            exit = Math.max(exit, renewed ? 0 : one.state() == State.QUEUED ? REFUSED : 1);
        }
        AdminAnswer answer =
                request.wantsText()
                        ? AdminAnswer.text(text.toString())
                        : AdminAnswer.json(resource().json(after));
        return answer.exit(exit);
    }

    private CertificatesResource resource() {
        return new CertificatesResource(desk);
    }

    private static int generation(CertificateStatus status) {
        var certificate = status.certificate();
        return certificate == null ? 0 : certificate.generation();
    }
}
