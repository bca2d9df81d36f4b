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

/** DNS in the Hetzner Console, by the Cloud interface; the older DNS console is gone. */
public final class Hetzner implements DnsProvider {
    private static final String URL = "https://api.hetzner.cloud/v1";

    @Override
    public String word() {
        return "hetzner";
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
            if (!isThere(txt)) {
                JsonObject body = values(txt).put("ttl", (int) Math.max(60, txt.ttl().toSeconds()));
                http.expect("POST", path(txt) + "/actions/add_records", body.toString());
            }
            return "";
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            if (isThere(txt)) {
                http.expect("POST", path(txt) + "/actions/remove_records", values(txt).toString());
            }
            return "";
        }

        private boolean isThere(TxtRecord txt) throws IOException, InterruptedException {
            Reply reply = http.send("GET", path(txt), "");
            if (reply.status() == 404) {
                return false; // there is no TXT record at all, or no zone: writing will tell
            }
            if (!reply.isGood()) {
                throw http.refused("GET", path(txt), reply);
            }
            return reply.json().object("rrset").objects("records").stream()
                    .anyMatch(one -> Tokens.bare(one.text("value")).equals(txt.value()));
        }

        private static JsonObject values(TxtRecord txt) {
            var value = new JsonObject().put("value", "\"" + txt.value() + "\"");
            return new JsonObject().put("records", List.of(value));
        }

        private static String path(TxtRecord txt) {
            String name = txt.relativeName().isEmpty() ? "@" : txt.relativeName();
            return "/zones/" + txt.zone() + "/rrsets/" + ProviderHttp.encode(name) + "/TXT";
        }
    }
}
