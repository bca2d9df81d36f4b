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
    private static final int WAIT_SECONDS = 20;
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

    /** Begins something long and shows how it goes until it has ended; gives the exit status. */
    int follow(String path, String json) throws Failure {
        AdminClient client = client();
        AdminClient.Answer begun = client.post(path, accept(), json);
        String place = begun.fields().getOrDefault("location", "");
        if (!begun.isGood() || !place.startsWith("/v1/operations/")) {
            return print(begun);
        }
        String from = "0";
        while (true) {
            // Lines are shown as they come; JSON is one document, shown at the end.
            String since = common.json ? "1000000" : from;
            AdminClient.Answer now =
                    client.get(place + "?wait=" + WAIT_SECONDS + "&from=" + since, accept());
            String until = now.fields().getOrDefault("quaygate-lines", from);
            boolean done = !"0".equals(now.fields().get("quaygate-done"));
            if (done) {
                return printEnd(now, Integer.parseInt(until) - Integer.parseInt(from));
            }
            if (!common.json) {
                print(now);
            }
            from = until;
        }
    }

    /**
     * What was done is data; why it failed is not.
     *
     * @param steps lines of the answer about what was done, before those about its end
     */
    private int printEnd(AdminClient.Answer answer, int steps) {
        boolean failed = answer.isGood() && answer.exit() != ExitCode.DONE;
        if (!failed || common.json) {
            return print(answer);
        }
        int end = 0;
        for (int step = 0; step < steps; step++) {
            end = answer.body().indexOf('\n', end) + 1;
        }
        if (!common.quiet) {
            terminal.out().print(answer.body().substring(0, end));
        }
        terminal.err().print(answer.body().substring(end));
        return answer.exit();
    }

    /** Shows the data of an answer without an end; gives the exit status when it has one. */
    int stream(String path) throws Failure {
        AdminClient.Answer answer =
                client().stream(
                        common.json ? path : path + "&text",
                        line -> {
                            if (line.startsWith("data: ")) {
                                terminal.out().println(line.substring(6));
                            }
                        });
        return answer.isGood() ? ExitCode.DONE : print(answer);
    }

    /** A path as the server sees it. */
    Path absolute(Path path) {
        return terminal.directory().toAbsolutePath().resolve(path).normalize();
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

    /** A text as JSON. */
    static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
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
