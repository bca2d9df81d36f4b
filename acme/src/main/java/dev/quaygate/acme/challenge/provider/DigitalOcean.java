package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.util.List;

/** DigitalOcean, version 2 of its interface. */
public final class DigitalOcean implements DnsProvider {
    private static final String URL = "https://api.digitalocean.com";
    private static final int SHORTEST_TTL = 30;

    @Override
    public String word() {
        return "digitalocean";
    }

    @Override
    public List<Option> options() {
        return List.of(Tokens.TOKEN, Tokens.URL);
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        return new Writer(Tokens.http(options, URL, "Bearer "));
    }

    private record Writer(ProviderHttp http) implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            if (records(txt).isEmpty()) {
                var body =
                        new JsonObject()
                                .put("type", "TXT")
                                .put("name", relative(txt))
                                .put("data", txt.value())
                                .put("ttl", (int) Math.max(SHORTEST_TTL, txt.ttl().toSeconds()));
                http.expect("POST", path(txt), body.toString());
            }
            return "";
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            for (JsonObject one : records(txt)) {
                http.expect("DELETE", path(txt) + "/" + one.longNumber("id"), "");
            }
            return "";
        }

        /** Records with this very value. */
        private List<JsonObject> records(TxtRecord txt) throws IOException, InterruptedException {
            String query = "?type=TXT&per_page=200&name=" + ProviderHttp.encode(txt.name());
            return http
                    .expect("GET", path(txt) + query, "")
                    .json()
                    .objects("domain_records")
                    .stream()
                    .filter(one -> one.text("data").equals(txt.value()))
                    .toList();
        }

        private static String path(TxtRecord txt) {
            return "/v2/domains/" + txt.zone() + "/records";
        }

        private static String relative(TxtRecord txt) {
            return txt.relativeName().isEmpty() ? "@" : txt.relativeName();
        }
    }
}
