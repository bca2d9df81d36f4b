package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

/** Path of a route, compared with the request path in its normal reading (RFC 3986 §6.2.2). */
public sealed interface PathPattern {
    /** The whole path, byte for byte. */
    record Exact(String path) implements PathPattern {
        public Exact {
            require(path.startsWith("/"), "path", "'" + path + "' must start with '/'");
        }

        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * Whole segments: {@code /api} takes {@code /api} and {@code /api/x}, never {@code /apix}.
     *
     * @param segments {@code /api} for {@code /api/*}; empty for {@code /*}
     */
    record Prefix(String segments) implements PathPattern {
        public Prefix {
            require(
                    segments.isEmpty() || segments.startsWith("/"),
                    "path",
                    "'" + segments + "' must start with '/'");
            require(!segments.endsWith("/"), "path", "'" + segments + "' must not end with '/'");
        }

        @Override
        public String toString() {
            return segments + "/*";
        }
    }

    /** Every path. */
    PathPattern ALL = new Prefix("");
}
