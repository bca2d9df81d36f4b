package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.dns.ZoneUpdate;
import dev.quaygate.acme.dns.ZoneUpdate.TsigKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Any name server that takes UPDATE (RFC 2136): BIND, Knot, PowerDNS, Windows. */
public final class Rfc2136 implements DnsProvider {
    private static final int DNS_PORT = 53;

    @Override
    public String word() {
        return "rfc2136";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("server", false, false, "address of the server, the zone's primary"),
                new Option("key", false, false, "name of the TSIG key"),
                new Option("algorithm", false, false, "of the TSIG key, hmac-sha256"),
                new Option("secret", false, true, "of the TSIG key, in base64"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        InetSocketAddress server = options.find("server").map(Rfc2136::address).orElse(null);
        return new Writer(options, server, key(options), dns);
    }

    private static @Nullable TsigKey key(ProviderOptions options) {
        if (options.find("key").isEmpty()) {
            if (options.find("secret").isPresent()) {
                throw new IllegalArgumentException("key: the name of the key is missing");
            }
            return null;
        }
        return new TsigKey(
                options.require("key"),
                options.find("algorithm").orElse("hmac-sha256"),
                options.require("secret"));
    }

    private static InetSocketAddress address(String text) {
        int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.lastIndexOf(':');
        boolean bare = colon <= 0 || text.indexOf(':') != colon && !text.startsWith("[");
        String host = bare ? text : text.substring(0, colon);
        try {
            int port = bare ? DNS_PORT : Integer.parseInt(text.substring(colon + 1));
            return InetSocketAddress.createUnresolved(
                    host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("server: '" + text + "' is not host:port", e);
        }
    }

    private record Writer(
            ProviderOptions options,
            @Nullable InetSocketAddress server,
            @Nullable TsigKey key,
            AuthoritativeDns dns)
            implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            update(txt.zone()).add(txt.zone(), txt.name(), txt.value(), txt.ttl());
            return "";
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            update(txt.zone()).remove(txt.zone(), txt.name(), txt.value());
            return "";
        }

        private ZoneUpdate update(String zone) throws IOException, InterruptedException {
            return new ZoneUpdate(target(zone), key, options.limit());
        }

        private InetSocketAddress target(String zone) throws IOException, InterruptedException {
            if (server != null) {
                return new InetSocketAddress(
                        InetAddress.getByName(server.getHostString()), server.getPort());
            }
            return dns.primaryOf(zone).stream()
                    .findFirst()
                    .orElseThrow(() -> new IOException("the primary of " + zone + " is not known"));
        }
    }
}
