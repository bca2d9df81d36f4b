package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Active check of every endpoint of a pool.
 *
 * @param kind an HTTP request, or a connection alone
 * @param path request target of an HTTP check
 * @param every time between two checks, each time varied by 10 %
 * @param timeout of one check, connect included; not longer than {@code every}
 * @param expectMin lowest good status
 * @param expectMax highest good status
 * @param fall failures in a row that take an endpoint out
 * @param rise successes in a row that bring it back
 * @param host Host field, or null for the endpoint's own
 * @param port another port than the endpoint's, where HTTP/1.1 is spoken, or 0
 */
public record HealthCheck(
        Kind kind,
        String path,
        Duration every,
        Duration timeout,
        int expectMin,
        int expectMax,
        int fall,
        int rise,
        @Nullable String host,
        int port) {
    /** What a check does. */
    public enum Kind {
        HTTP,
        TCP
    }

    public HealthCheck {
        require(path.startsWith("/"), "path", "'" + path + "' must start with '/'");
        require(
                path.chars().allMatch(c -> c > ' ' && c < 0x7f),
                "path",
                "'" + path + "' has a blank or control character");
        require(every.isPositive(), "every", every + " must be longer than zero");
        require(timeout.isPositive(), "timeout", timeout + " must be longer than zero");
        require(
                timeout.compareTo(every) <= 0,
                "timeout",
                timeout + " is longer than every " + every + "; lower one or raise the other");
        require(
                expectMin >= 100 && expectMin <= expectMax && expectMax <= 599,
                "expect",
                expectMin + "-" + expectMax + " is not a range of statuses");
        require(fall >= 1, "fall", fall + " must be at least 1");
        require(rise >= 1, "rise", rise + " must be at least 1");
        require(port >= 0 && port <= 65_535, "port", port + " is not a port");
    }

    /** An HTTP check of {@code path} with the default figures. */
    public static HealthCheck http(String path) {
        return new HealthCheck(
                Kind.HTTP,
                path,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                200,
                299,
                2,
                2,
                null,
                0);
    }
}
