package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.challenge.provider.ProviderHttp.Reply;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.util.List;

/** Cloudflare, version 4 of its interface, with a token that may edit DNS of the zone. */
public final class Cloudflare implements DnsProvider {
    private static final String URL = "https://api.cloudflare.com/client/v4";

    /** "An identical record already exists." */
    private static final List<String> ALREADY_THERE = List.of("81057", "81058");

    @Override
    public String word() {
        return "cloudflare";
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
            String path = "/zones/" + zone(txt) + "/dns_records";
            var body =
                    new JsonObject()
                            .put("type", "TXT")
                            .put("name", txt.name())
                            .put("content", "\"" + txt.value() + "\"")
                            .put("ttl", (int) Math.max(60, txt.ttl().toSeconds()));
            Reply reply = http.send("POST", path, body.toString());
            boolean there = ALREADY_THERE.stream().anyMatch(reply.body()::contains);
            if (!reply.isGood() && !there) {
                throw http.refused("POST", path, reply);
            }
            return "";
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            String path = "/zones/" + zone(txt) + "/dns_records";
            Reply found =
                    http.expect(
                            "GET",
                            path + "?type=TXT&per_page=100&name=" + ProviderHttp.encode(txt.name()),
                            "");
            for (JsonObject one : found.json().objects("result")) {
                if (Tokens.bare(one.text("content")).equals(txt.value())) {
                    http.expect("DELETE", path + "/" + one.text("id"), "");
                }
            }
            return "";
        }

        private String zone(TxtRecord txt) throws IOException, InterruptedException {
            String path = "/zones?name=" + ProviderHttp.encode(txt.zone());
            List<JsonObject> zones = http.expect("GET", path, "").json().objects("result");
            if (zones.isEmpty()) {
                throw new IOException("the token sees no zone " + txt.zone());
            }
            return zones.getFirst().text("id");
        }
    }
}
