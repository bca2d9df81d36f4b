package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.challenge.provider.ProviderHttp.Reply;
import dev.quaygate.acme.dns.AuthoritativeDns;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * deSEC. Its interface knows whole record sets only, so values are read, changed and written back;
 * within this process one at a time.
 */
public final class Desec implements DnsProvider {
    private static final String URL = "https://desec.io/api/v1";

    /** The least that deSEC gives to ordinary domains. */
    private static final int SHORTEST_TTL = 3600;

    @Override
    public String word() {
        return "desec";
    }

    @Override
    public List<Option> options() {
        return List.of(Tokens.TOKEN, Tokens.URL);
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        return new Writer(Tokens.http(options, URL, "Token "), new ReentrantLock());
    }

    private record Writer(ProviderHttp http, ReentrantLock lock) implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            return change(txt, true);
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            return change(txt, false);
        }

        private String change(TxtRecord txt, boolean wanted)
                throws IOException, InterruptedException {
            lock.lockInterruptibly();
            try {
                List<String> values = new ArrayList<>(values(txt));
                String quoted = "\"" + txt.value() + "\"";
                if (wanted == values.contains(quoted)) {
                    return "";
                }
                if (wanted) {
                    values.add(quoted);
                } else {
                    values.remove(quoted);
                }
                write(txt, values);
                return "";
            } finally {
                lock.unlock();
            }
        }

        private List<String> values(TxtRecord txt) throws IOException, InterruptedException {
            String name = txt.relativeName().isEmpty() ? "@" : txt.relativeName();
            String path = sets(txt) + ProviderHttp.encode(name) + "/TXT/";
            Reply reply = http.send("GET", path, "");
            if (reply.status() == 404) {
                return List.of();
            }
            if (!reply.isGood()) {
                throw http.refused("GET", path, reply);
            }
            return reply.json().texts("records");
        }

        /** A set without values is removed. */
        private void write(TxtRecord txt, List<String> values)
                throws IOException, InterruptedException {
            var set =
                    new JsonObject()
                            .put("subname", txt.relativeName())
                            .put("type", "TXT")
                            .put("ttl", (int) Math.max(SHORTEST_TTL, txt.ttl().toSeconds()))
                            .put("records", values);
            http.expect("PATCH", sets(txt), "[" + set + "]");
        }

        private static String sets(TxtRecord txt) {
            return "/domains/" + txt.zone() + "/rrsets/";
        }
    }
}
