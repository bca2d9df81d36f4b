package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;

/**
 * An HTTP service of the user with lego's contract: {@code POST URL/present} and {@code POST
 * URL/cleanup} with {@code {"fqdn","value"}}, or in raw mode with {@code
 * {"domain","token","keyAuth"}}.
 */
public final class HttpReq implements DnsProvider {
    @Override
    public String word() {
        return "httpreq";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("httpreq", true, false, "address of the service"),
                new Option("mode", false, false, "raw, or lego's default form"),
                new Option("username", false, false, "of basic authentication"),
                new Option("password", false, true, "of basic authentication"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        var fields = new HashMap<String, String>();
        fields.put("Content-Type", "application/json");
        String password = options.find("password").orElse("");
        options.find("username")
                .ifPresent(user -> fields.put("Authorization", basic(user + ":" + password)));
        var http =
                new ProviderHttp(
                        options.require("httpreq"),
                        fields,
                        options.limit(),
                        Mask.of(List.of(password)));
        return new Writer(http, Exec.isRaw(options, "HTTPREQ_MODE"));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private record Writer(ProviderHttp http, boolean raw) implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            http.expect("POST", "/present", body(txt));
            return "";
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            http.expect("POST", "/cleanup", body(txt));
            return "";
        }

        private String body(TxtRecord txt) {
            JsonObject json =
                    raw
                            ? new JsonObject()
                                    .put("domain", txt.domain())
                                    .put("token", txt.token())
                                    .put("keyAuth", txt.keyAuthorization())
                            : new JsonObject()
                                    .put("fqdn", txt.name() + ".")
                                    .put("value", txt.value());
            return json.toString();
        }
    }
}
