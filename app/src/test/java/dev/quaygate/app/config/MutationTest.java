package dev.quaygate.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quaygate.app.config.source.Problem;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Guards A5: two hundred broken variants of a file that uses every block. None is accepted, each
 * message names place and fix.
 */
final class MutationTest {
    private static final long SEED = 20261124;

    private static final String FILE =
            """
            version: 1
            email: ops@example.com
            listen:
              http: [":80"]
              https: [":443"]
              redirect: 308
              trustedProxies: [10.0.0.0/8]
              limits:
                connectionsPerAddress: 1000
                requestTarget: 8KiB
                headerFields: 100
                resets: 100/30s
            timeouts:
              connect: 5s
              bodyRate: 240B/s
            admin:
              listen: [127.0.0.1:2443]
              openProbes: true
            storage:
              file: /var/lib/quaygate
              keepGenerations: 3
            certificates:
              issuers: [letsencrypt]
              keyType: p256
              reuseKey: false
              challenges: [http-01]
              whileMissing: refuse
              keepUnused: 30d
            tls:
              min: "1.2"
              groups: [x25519]
              strictHost: true
              hsts:
                maxAge: 180d
            pools:
              shop:
                to: [10.0.0.1:3000, 10.0.0.2:3000]
                balance: roundRobin
                health:
                  path: /healthz
                  every: 5s
                  expect: 200-299
                passive:
                  errors: 5
                  maxEjected: 50%
                connections:
                  idleFor: 60s
                retries:
                  budget: 20%
            routes:
              - host: shop.example.com
                path: /api/*
                priority: 0
                to: shop
                stripPrefix: /api
                maxBody: 10MB
                log: true
                tls: auto
                timeouts:
                  response: 15s
            apps:
              cart:
                command: [./serve]
                workers: 2
                listen: auto
                ports: 20000-29999
                umask: "027"
                limits:
                  openFiles: 65536
                  core: 0B
                release: auto
                prestart:
                  - name: migrate
                    run: ./migrate
                    once: release
                ready:
                  http: /up
                  every: 500ms
                health:
                  fall: 3
                restart:
                  factor: 1.5
                  jitter: 20%
                memory:
                  soft: 90%
                  measure: pss
                recycle:
                  requests: off
                rolling:
                  order: startFirst
                stop:
                  signal: TERM
                utilisation:
                  target: 50%-90%
                  mode: advise
                idle: off
                queue:
                  max: 200
                logs:
                  to: log
                  lineBytes: 16KiB
            log:
              level: info
              access:
                to: stdout
                format: json
            reload:
              watch: true
              settle: 200ms
            process:
              transport: epoll
            """;

    private final RandomGenerator random = new Random(SEED);

    private record Mutant(String what, String text, int line) {}

    @Test
    void noMutantIsAcceptedAndEachMessageNamesPlaceAndFix() {
        assertThat(Yaml.load(FILE).problems()).isEmpty();
        List<Mutant> mutants = mutants();
        assertThat(mutants).hasSizeGreaterThanOrEqualTo(200);
        Yaml.load(mutants.getFirst().text()); // warm

        for (Mutant mutant : mutants) {
            long start = processor();
            Loaded loaded = Yaml.load(mutant.text());
            Duration took = Duration.ofNanos(processor() - start);

            assertThat(loaded)
                    .as("seed %d: %s", SEED, mutant.what())
                    .isInstanceOf(Loaded.Bad.class);
            assertThat(loaded.problems())
                    .as("seed %d: %s\n%s", SEED, mutant.what(), Yaml.text(loaded))
                    .allMatch(problem -> problem.column() > 0)
                    .anyMatch(problem -> problem.line() == mutant.line() && saysWhatToDo(problem));
            assertThat(took).as(mutant.what()).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** Time of this thread on a processor, whatever else the machine does. */
    private static long processor() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static boolean saysWhatToDo(Problem problem) {
        return !problem.hint().isEmpty()
                || problem.first() != null
                || problem.code().equals("QG1001")
                || problem.message().contains(" is wanted")
                || problem.code().equals("QG1018");
    }

    private List<Mutant> mutants() {
        List<String> lines = FILE.lines().toList();
        var mutants = new ArrayList<Mutant>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!List.of("  shop:", "  cart:").contains(line)) { // names are free
                mutants.add(mutant(lines, i, misspelt(line)));
            }
            mutants.add(mutant(lines, i, line + "\n" + blanks(line) + "nonsense: 1", i + 2));
            if (line.matches(" *(- )?[A-Za-z]+: .+")) {
                String key = line.substring(0, line.indexOf(':') + 1);
                mutants.add(mutant(lines, i, key + " {surely: not}"));
                mutants.add(mutant(lines, i, key + " \"\""));
                mutants.add(mutant(lines, i, key + " ~"));
                mutants.add(mutant(lines, i, key + " &x " + line.substring(line.indexOf(':') + 2)));
            }
        }
        return mutants;
    }

    /** Two letters of the key exchanged, or one twice: no longer a key of this block. */
    private String misspelt(String line) {
        int colon = line.indexOf(':');
        int start = blanks(line).length();
        int at = start + random.nextInt(colon - start);
        return line.substring(0, at) + "q" + line.substring(at);
    }

    private static String blanks(String line) {
        int start = 0;
        while (line.charAt(start) == ' ' || line.charAt(start) == '-') {
            start++;
        }
        return " ".repeat(start);
    }

    private static Mutant mutant(List<String> lines, int index, String line) {
        return mutant(lines, index, line, index + 1);
    }

    private static Mutant mutant(List<String> lines, int index, String line, int place) {
        var copy = new ArrayList<>(lines);
        String changed = line;
        if (index + 1 < lines.size() && line.contains("\n") && lines.get(index).endsWith(":")) {
            // A key beside a block must come before the block.
            changed = line.substring(line.indexOf('\n') + 1) + "\n" + lines.get(index);
            copy.set(index, changed);
            return new Mutant(changed, String.join("\n", copy) + "\n", index + 1);
        }
        copy.set(index, changed);
        return new Mutant(changed, String.join("\n", copy) + "\n", place);
    }
}
