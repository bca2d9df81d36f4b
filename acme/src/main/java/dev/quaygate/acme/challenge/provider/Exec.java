package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A program of the user with the arguments that lego gives: {@code PROGRAM present|cleanup FQDN
 * VALUE}, or in raw mode {@code PROGRAM present|cleanup -- DOMAIN TOKEN KEY_AUTHORIZATION}. Hooks
 * of certbot work too: they find their variables.
 */
public final class Exec implements DnsProvider {
    @Override
    public String word() {
        return "exec";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("exec", true, false, "path of the program"),
                new Option("mode", false, false, "raw, or lego's default form"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        boolean raw = isRaw(options, "EXEC_MODE");
        return new Writer(
                options.require("exec"),
                raw,
                new HookProcess(options.limit(), options.variables()),
                new ConcurrentHashMap<>());
    }

    /** Whether the option or lego's variable asks for the raw form. */
    static boolean isRaw(ProviderOptions options, String variable) {
        String fallback = System.getenv().getOrDefault(variable, "");
        String mode = options.find("mode").orElse(fallback);
        if (!mode.isEmpty() && !mode.equalsIgnoreCase("raw")) {
            throw new IllegalArgumentException(
                    "mode: '" + mode + "' is not 'raw'; leave it out for the default form");
        }
        return !mode.isEmpty();
    }

    private record Writer(String program, boolean raw, HookProcess hook, Map<String, String> said)
            implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            String output = run("present", txt);
            said.put(txt.value(), output); // certbot hands it to the other hook
            return output;
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            String output = run("cleanup", txt);
            said.remove(txt.value());
            return output;
        }

        private String run(String verb, TxtRecord txt) throws IOException, InterruptedException {
            var variables = new HashMap<String, String>();
            variables.put("CERTBOT_DOMAIN", txt.domain());
            variables.put("CERTBOT_VALIDATION", txt.value());
            if (verb.equals("cleanup")) {
                variables.put("CERTBOT_AUTH_OUTPUT", said.getOrDefault(txt.value(), ""));
            }
            return hook.run(
                    raw
                            ? List.of(
                                    program,
                                    verb,
                                    "--",
                                    txt.domain(),
                                    txt.token(),
                                    txt.keyAuthorization())
                            : List.of(program, verb, txt.name() + ".", txt.value()),
                    variables);
        }
    }
}
