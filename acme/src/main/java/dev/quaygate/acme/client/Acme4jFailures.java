package dev.quaygate.acme.client;

import dev.quaygate.acme.client.AcmeFailure.Reason;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Turns what the library throws into an {@link AcmeFailure}. */
final class Acme4jFailures {
    private final URI directory;
    private final Instant now;
    private final Optional<ResponseHead> last;

    Acme4jFailures(URI directory, Instant now, Optional<ResponseHead> last) {
        this.directory = directory;
        this.now = now;
        this.last = last;
    }

    /**
     * Names the reason of a failure.
     *
     * @throws InterruptedException when the thread was interrupted, which is no failure
     */
    AcmeFailure of(Exception thrown) throws InterruptedException {
        if (caused(thrown, InterruptedException.class)) {
            throw new InterruptedException("interrupted while asking " + directory.getHost());
        }
        return new AcmeFailure(reason(thrown), retryAfter(), thrown);
    }

    private Reason reason(Exception thrown) {
        int status = last.map(ResponseHead::status).orElse(0);
        if (!(thrown instanceof AcmeServerException server)) {
            return new Reason.Unreachable(describe(thrown, status), status);
        }
        AcmeProblem problem = Acme4jAnswers.problem(server.getProblem(), status);
        if (problem.is("alreadyReplaced")) {
            return new Reason.AlreadyReplaced(problem);
        }
        // A nonce refused 100 times, or a server error, says nothing about the request.
        return problem.is("badNonce") || (status >= 500 && !problem.is("rateLimited"))
                ? new Reason.Unreachable(host() + " keeps failing: " + problem.summary(), status)
                : new Reason.Refused(problem);
    }

    private @Nullable Instant retryAfter() {
        return last.flatMap(head -> head.retryAfter(now)).orElse(null);
    }

    private String describe(Exception thrown, int status) {
        if (!(thrown instanceof AcmeNetworkException)) {
            return status == 0 || status == 200 || status == 201
                    ? host() + " sent an answer that cannot be used: " + thrown.getMessage()
                    : host() + " answered with status " + status + " and no problem document";
        }
        if (caused(thrown, UnresolvedAddressException.class)) {
            return "the name " + host() + " cannot be resolved";
        }
        if (caused(thrown, SSLException.class)) {
            return "TLS with "
                    + host()
                    + " failed: "
                    + deepest(thrown)
                    + "; a private CA needs caRoot";
        }
        if (caused(thrown, HttpTimeoutException.class)) {
            return host() + " was too slow: " + deepest(thrown);
        }
        if (caused(thrown, ConnectException.class)) {
            return "cannot connect to " + host() + ": " + deepest(thrown);
        }
        return "the exchange with " + host() + " broke: " + deepest(thrown);
    }

    private String host() {
        return directory.getHost() + (directory.getPort() == -1 ? "" : ":" + directory.getPort());
    }

    private static boolean caused(Throwable thrown, Class<? extends Throwable> kind) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String deepest(Throwable thrown) {
        String text = "no details";
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            text = t.getMessage() == null ? text : t.getMessage();
        }
        return text;
    }
}
