package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * acme-dns: a name server for challenges only, to which a CNAME at {@code _acme-challenge} leads.
 * It keeps the last two values and removes none.
 */
public final class AcmeDns implements DnsProvider {
    @Override
    public String word() {
        return "acmedns";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("url", true, false, "address of the server"),
                new Option("username", true, false, "given at registration"),
                new Option("password", true, true, "given at registration"),
                new Option("subdomain", true, false, "given at registration"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        String password = options.require("password");
        var http =
                new ProviderHttp(
                        options.require("url"),
                        Map.of(
                                "X-Api-User",
                                options.require("username"),
                                "X-Api-Key",
                                password,
                                "Content-Type",
                                "application/json"),
                        options.limit(),
                        Mask.of(List.of(password)));
        return new Writer(http, options.require("subdomain"));
    }

    private record Writer(ProviderHttp http, String subdomain) implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            var body = new JsonObject().put("subdomain", subdomain).put("txt", txt.value());
            http.expect("POST", "/update", body.toString());
            return "";
        }

        @Override
        public String remove(TxtRecord txt) {
            return ""; // the next two values take its place
        }
    }
}
