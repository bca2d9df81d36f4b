package dev.quaygate.acme.challenge;

import dev.quaygate.acme.dns.AuthoritativeDns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A provider that writes into a {@link FakeDns} and notes its calls. */
public final class RecordingProvider implements DnsProvider {
    static final List<String> calls = new ArrayList<>();
    static String failure = "";
    private static FakeDns net = new FakeDns();

    static void reset(FakeDns target) {
        net = target;
        failure = "";
        calls.clear();
    }

    @Override
    public String word() {
        return "recording";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("account", true, false, "its name"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        String account = options.require("account");
        return new TxtWriter() {
            @Override
            public String present(TxtRecord txt) throws IOException {
                call("present", txt);
                net.add(txt.name(), txt.value());
                return "";
            }

            @Override
            public String remove(TxtRecord txt) throws IOException {
                call("remove", txt);
                net.remove(txt.name(), txt.value());
                return "";
            }

            private void call(String verb, TxtRecord txt) throws IOException {
                calls.add(account + " " + verb + " " + txt.name() + " " + txt.zone());
                if (!failure.isEmpty()) {
                    throw new IOException(failure);
                }
            }
        };
    }
}
