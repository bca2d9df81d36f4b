package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.util.Map;

/** What a route does with a request. */
public sealed interface RouteAction {
    /** Sends it to the pool of that name. */
    record ForwardTo(String pool) implements RouteAction {}

    /**
     * Answers with a redirect.
     *
     * @param to target with the placeholders {@code {host} {path} {query} {scheme}}; {@code
     *     {query}} includes its question mark
     * @param code 301, 302, 303, 307 or 308
     */
    record Redirect(String to, int code) implements RouteAction {
        public Redirect {
            require(!to.isEmpty(), "to", "a redirect needs a target");
            require(
                    code == 301 || code == 302 || code == 303 || code == 307 || code == 308,
                    "code",
                    code + " is not one of 301, 302, 303, 307, 308");
        }
    }

    /**
     * Answers with fixed content.
     *
     * @param status 200 to 599
     * @param body UTF-8 text, may be empty
     * @param type media type of a body that is not empty
     * @param headers more response fields
     */
    record Respond(int status, String body, String type, Map<String, String> headers)
            implements RouteAction {
        public Respond {
            require(
                    status >= 200 && status <= 599,
                    "status",
                    status + " is not within 200 and 599");
            headers = Map.copyOf(headers);
        }
    }
}
