package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.challenge.provider.ProviderHttp.Reply;
import dev.quaygate.acme.dns.AuthoritativeDns;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon Route 53. It knows whole record sets only, so values are read, changed and written back;
 * within this process one at a time.
 */
public final class Route53 implements DnsProvider {
    private static final String URL = "https://route53.amazonaws.com";
    private static final String VERSION = "/2013-04-01";
    private static final Pattern ZONE =
            Pattern.compile("<Id>/hostedzone/([A-Z0-9]+)</Id>\\s*<Name>([^<]+)</Name>");
    private static final Pattern PRIVATE = Pattern.compile("<PrivateZone>true</PrivateZone>");
    private static final Pattern VALUE = Pattern.compile("<Value>([^<]*)</Value>");
    private static final Pattern TTL = Pattern.compile("<TTL>([0-9]+)</TTL>");
    private static final Pattern NAME = Pattern.compile("<Name>([^<]+)</Name>\\s*<Type>TXT</Type>");

    @Override
    public String word() {
        return "route53";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("accessKeyId", true, false, "of a user that may change the zone"),
                new Option("secretAccessKey", true, true, "of that user"),
                new Option("sessionToken", false, true, "of temporary credentials"),
                new Option("hostedZoneId", false, false, "where several zones have one name"),
                Tokens.URL);
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        String secret = options.require("secretAccessKey");
        String session = options.find("sessionToken").orElse("");
        var http =
                new ProviderHttp(
                        options.find("url").orElse(URL),
                        Map.of("Content-Type", "application/xml"),
                        options.limit(),
                        Mask.of(List.of(secret, session)));
        var signature =
                new AwsSignature(
                        options.require("accessKeyId"), secret, session, InstantSource.system());
        return new Writer(
                http, signature, options.find("hostedZoneId").orElse(""), new ReentrantLock());
    }

    /** A record set as it is; deleting it needs the very same. */
    private record Known(Set<String> values, long ttl) {}

    private record Writer(
            ProviderHttp http, AwsSignature signature, String zoneId, ReentrantLock lock)
            implements TxtWriter {
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
                String zone = zoneId.isEmpty() ? zone(txt.zone()) : zoneId;
                Known known = known(zone, txt);
                Set<String> before = known.values();
                String quoted = "\"" + txt.value() + "\"";
                if (wanted == before.contains(quoted)) {
                    return "";
                }
                Set<String> after = new LinkedHashSet<>(before);
                if (wanted) {
                    after.add(quoted);
                } else {
                    after.remove(quoted);
                }
                boolean gone = after.isEmpty();
                String body =
                        batch(
                                txt,
                                gone ? "DELETE" : "UPSERT",
                                new Known(gone ? before : after, known.ttl()));
                call("POST", VERSION + "/hostedzone/" + zone + "/rrset/", "", body);
                return "";
            } finally {
                lock.unlock();
            }
        }

        private String zone(String name) throws IOException, InterruptedException {
            String found = call("GET", VERSION + "/hostedzonesbyname", "dnsname=" + name, "");
            for (String one : found.split("</HostedZone>", -1)) {
                Matcher zone = ZONE.matcher(one);
                if (zone.find()
                        && zone.group(2).equals(name + ".")
                        && !PRIVATE.matcher(one).find()) {
                    return zone.group(1);
                }
            }
            throw new IOException("these credentials see no public zone " + name);
        }

        private Known known(String zone, TxtRecord txt) throws IOException, InterruptedException {
            String found =
                    call(
                            "GET",
                            VERSION + "/hostedzone/" + zone + "/rrset",
                            "maxitems=1&name=" + txt.name() + "&type=TXT",
                            "");
            Set<String> values = new LinkedHashSet<>();
            Matcher owner = NAME.matcher(found);
            // The list begins at the name and goes on with the names behind it.
            Matcher ttl = TTL.matcher(found);
            long seconds = txt.ttl().toSeconds();
            if (owner.find() && owner.group(1).equals(txt.name() + ".")) {
                seconds = ttl.find() ? Long.parseLong(ttl.group(1)) : seconds;
                VALUE.matcher(found)
                        .results()
                        .map(one -> one.group(1).replace("&quot;", "\""))
                        .forEach(values::add);
            }
            return new Known(values, seconds);
        }

        private String call(String method, String path, String query, String body)
                throws IOException, InterruptedException {
            Map<String, String> fields =
                    signature.fields(method, http.base().getAuthority(), path, query, body);
            String target = query.isEmpty() ? path : path + "?" + query;
            Reply reply = http.send(method, target, body, fields);
            if (!reply.isGood()) {
                throw http.refused(method, target, reply);
            }
            return reply.body();
        }

        private static String batch(TxtRecord txt, String action, Known set) {
            var records = new StringBuilder();
            for (String value : set.values()) {
                records.append("<ResourceRecord><Value>")
                        .append(value.replace("&", "&amp;").replace("<", "&lt;"))
                        .append("</Value></ResourceRecord>");
            }
            return """
            <ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">\
            <ChangeBatch><Changes><Change><Action>%s</Action><ResourceRecordSet>\
            <Name>%s</Name><Type>TXT</Type><TTL>%d</TTL><ResourceRecords>%s</ResourceRecords>\
            </ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>\
            """
                    .formatted(action, txt.name() + ".", set.ttl(), records);
        }
    }
}
