package dev.quaygate.acme.client;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * Where an authority is and how it is spoken to.
 *
 * @param directory address of its directory, https only
 * @param roots the only roots its TLS certificate may lead to; empty means those of the Java
 *     runtime
 * @param userAgent sent with each request; RFC 8555 §6.1 asks for one
 * @param requestLimit time for one request, to the last byte of its answer
 * @param callLimit time for one call with all its requests
 * @param requestsPerSecond requests that may begin within a second, of all calls together
 */
public record AcmeEndpoint(
        URI directory,
        List<X509Certificate> roots,
        String userAgent,
        Duration requestLimit,
        Duration callLimit,
        int requestsPerSecond) {
    private static final int PACE = 10; // far below what any authority refuses

    public AcmeEndpoint {
        roots = List.copyOf(roots);
        if (!"https".equals(directory.getScheme()) || directory.getHost() == null) {
            throw new IllegalArgumentException(
                    "url: '" + directory + "' is not an https address of an ACME directory");
        }
        if (userAgent.isBlank()) {
            throw new IllegalArgumentException("userAgent: must not be empty");
        }
        if (requestsPerSecond < 1) {
            throw new IllegalArgumentException(
                    "requestsPerSecond: " + requestsPerSecond + " must be at least 1");
        }
        if (!requestLimit.isPositive() || requestLimit.compareTo(callLimit) > 0) {
            throw new IllegalArgumentException(
                    "requestLimit: " + requestLimit + " is not between 0 and " + callLimit);
        }
    }

    /**
     * An authority trusted by the runtime's roots, with 30 s for a request and 120 s for a call.
     */
    public static AcmeEndpoint of(URI directory, String userAgent) {
        return new AcmeEndpoint(
                directory, List.of(), userAgent, Duration.ofSeconds(30), Duration.ofSeconds(120));
    }

    /** An authority with the usual pace of ten requests a second. */
    public AcmeEndpoint(
            URI directory,
            List<X509Certificate> roots,
            String userAgent,
            Duration requestLimit,
            Duration callLimit) {
        this(directory, roots, userAgent, requestLimit, callLimit, PACE);
    }

    /** The same authority at another pace. */
    public AcmeEndpoint withPace(int perSecond) {
        return new AcmeEndpoint(directory, roots, userAgent, requestLimit, callLimit, perSecond);
    }

    /** The same authority behind a TLS certificate of a private root. */
    public AcmeEndpoint withRoots(List<X509Certificate> roots) {
        return new AcmeEndpoint(
                directory, roots, userAgent, requestLimit, callLimit, requestsPerSecond);
    }
}
