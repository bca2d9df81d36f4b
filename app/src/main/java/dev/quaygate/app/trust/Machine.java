package dev.quaygate.app.trust;

import dev.quaygate.app.systemd.Commands;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A machine and the trust stores that are on it.
 *
 * @param root where its file system begins, {@code /} but in tests
 * @param home of the user who asks: browsers keep a store for each user
 * @param environment {@code JAVA_HOME} is looked at
 */
public record Machine(Path root, Path home, Map<String, String> environment, Commands commands) {
    private static final List<String> PROFILES =
            List.of(
                    ".pki",
                    ".mozilla/firefox",
                    "snap/firefox/common/.mozilla/firefox",
                    "snap/chromium/current/.pki",
                    ".var/app/org.mozilla.firefox/.mozilla/firefox");

    public Machine {
        environment = Map.copyOf(environment);
    }

    /** The machine that we run on. */
    public static Machine local(Map<String, String> environment) {
        return new Machine(
                Path.of("/"),
                Path.of(environment.getOrDefault("HOME", "/")),
                environment,
                Commands.ofMachine());
    }

    /** All stores found; those of the system first, since others may be made from them. */
    public List<TrustStore> stores() {
        var stores = new ArrayList<TrustStore>();
        system(
                stores,
                "usr/local/share/ca-certificates",
                List.of("update-ca-certificates"),
                "install ca-certificates and run this again");
        system(
                stores,
                "etc/pki/ca-trust/source/anchors",
                List.of("update-ca-trust", "extract"),
                "install ca-certificates and run this again");
        for (String profiles : PROFILES) {
            for (Path folder : children(home.resolve(profiles))) {
                if (Files.exists(folder.resolve(NssStore.DATABASE))) {
                    stores.add(new NssStore(folder, commands));
                }
            }
        }
        javaStores().forEach(file -> stores.add(new JavaStore(file)));
        return stores;
    }

    private void system(
            List<TrustStore> stores, String folder, List<String> update, String remedy) {
        Path place = root.resolve(folder);
        if (Files.isDirectory(place)) {
            stores.add(new SystemStore(place, update, remedy, commands));
        }
    }

    /** Each file once: many runtimes of a system share one. */
    private Set<Path> javaStores() {
        var homes = new ArrayList<Path>();
        String own = environment.getOrDefault("JAVA_HOME", "");
        if (!own.isEmpty()) {
            homes.add(Path.of(own));
        }
        homes.addAll(children(root.resolve("usr/lib/jvm")));
        var files = new LinkedHashSet<Path>();
        for (Path java : homes) {
            for (String place : List.of("lib/security/cacerts", "jre/lib/security/cacerts")) {
                real(java.resolve(place)).filter(this::isOwn).ifPresent(files::add);
            }
        }
        return files;
    }

    /** Red Hat makes the stores of its runtimes from that of the system and undoes our changes. */
    private boolean isOwn(Path file) {
        return !file.startsWith(root.resolve("etc/pki/ca-trust"));
    }

    private static java.util.Optional<Path> real(Path file) {
        try {
            return java.util.Optional.of(file.toRealPath());
        } catch (IOException _) {
            return java.util.Optional.empty(); // no such store
        }
    }

    private static List<Path> children(Path folder) {
        var children = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (IOException _) {
            return List.of(); // not on this machine, or not ours to see
        }
        children.sort(null);
        return children;
    }
}
