package dev.quaygate.acme.challenge.provider;

import dev.quaygate.acme.challenge.DnsProvider;
import dev.quaygate.acme.challenge.ProviderOptions;
import dev.quaygate.acme.challenge.TxtRecord;
import dev.quaygate.acme.challenge.TxtWriter;
import dev.quaygate.acme.dns.AuthoritativeDns;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One of the DNS scripts of an installed acme.sh, called as acme.sh calls it: {@code dns_xx_add
 * FQDN VALUE} and {@code dns_xx_rm FQDN VALUE}.
 */
public final class AcmeSh implements DnsProvider {
    /**
     * acme.sh has the functions that its scripts build on. Sourced without arguments it prints its
     * help and returns.
     */
    private static final String SCRIPT =
            """
            hook=$1 verb=$2 fqdn=$3 value=$4 home=$5
            set --
            export LE_WORKING_DIR="$home" LE_CONFIG_HOME="${LE_CONFIG_HOME:-$home}"
            . "$home/acme.sh" >/dev/null 2>&1
            _initpath >/dev/null 2>&1
            . "$home/dnsapi/$hook.sh" || exit 127
            "${hook}_$verb" "$fqdn" "$value"
            """;

    @Override
    public String word() {
        return "acmesh";
    }

    @Override
    public List<Option> options() {
        return List.of(
                new Option("acmesh", true, false, "name of a script, dns_cf"),
                new Option("home", false, false, "where acme.sh is installed, ~/.acme.sh"));
    }

    @Override
    public TxtWriter open(ProviderOptions options, AuthoritativeDns dns) {
        String script = options.require("acmesh");
        if (!script.matches("dns_[a-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "acmesh: '" + script + "' is not the name of a script such as dns_cf");
        }
        String home =
                options.find("home").orElseGet(() -> System.getProperty("user.home") + "/.acme.sh");
        return new Writer(script, home, new HookProcess(options.limit(), options.variables()));
    }

    private record Writer(String script, String home, HookProcess hook) implements TxtWriter {
        @Override
        public String present(TxtRecord txt) throws IOException, InterruptedException {
            return call("add", txt);
        }

        @Override
        public String remove(TxtRecord txt) throws IOException, InterruptedException {
            return call("rm", txt);
        }

        private String call(String verb, TxtRecord txt) throws IOException, InterruptedException {
            return hook.run(
                    List.of(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            script,
                            script,
                            verb,
                            txt.name(),
                            txt.value(),
                            home),
                    Map.of());
        }
    }
}
