package dev.quaygate.app.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How verbs ask a running process and show what it says. */
final class Calls {
    private static final Path TOKEN = Path.of("/var/lib/quaygate/admin.token");
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";

    private final Common common;
    private final Terminal terminal;

    Calls(Common common, Terminal terminal) {
        this.common = common;
        this.terminal = terminal;
    }

    /** Prints what a path says; gives the exit status. */
    int show(String path) throws Failure {
        return print(client().get(path, accept()));
    }

    /** Does something and prints what became of it; gives the exit status. */
    int act(String path, String json) throws Failure {
        return print(client().post(path, accept(), json));
    }

    AdminClient.Answer get(String path) throws Failure {
        return client().get(path, accept());
    }

    /** Data goes to the one stream, refusals to the other. */
    int print(AdminClient.Answer answer) {
        boolean data = answer.isGood() || common.json;
        if (!common.quiet || !answer.isGood()) {
            (data ? terminal.out() : terminal.err()).print(answer.body());
        }
        return answer.exit();
    }

    /** A name as one segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String accept() {
        return common.json ? JSON : TEXT;
    }

    private AdminClient client() throws Failure {
        AdminAddress address = AdminAddress.find(common.admin, terminal.environment());
        return new AdminClient(address, address instanceof AdminAddress.Tcp ? token() : "");
    }

    private String token() throws Failure {
        String token = terminal.environment().getOrDefault("QUAYGATE_TOKEN", "");
        if (!token.isBlank()) {
            return token.strip();
        }
        try {
            return Files.isReadable(TOKEN) ? Files.readString(TOKEN).strip() : "";
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, "cannot read " + TOKEN + ": " + e.getMessage());
        }
    }
}
