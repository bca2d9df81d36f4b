package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;
import dev.quaygate.app.config.form.Fields;
import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;
import dev.quaygate.app.config.form.Key;
import dev.quaygate.app.config.form.Refused;
import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.settings.RouteAction.Redirect;
import dev.quaygate.proxy.settings.RouteAction.Respond;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code redirect:}, {@code respond:}, {@code headers:} of a route. */
final class AnswerBlocks {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");
    private static final String FIELD_NAME = "[A-Za-z0-9!#$%&'*+.^`|~_-]+";

    private static final Key<String> TO =
            Key.required(
                    "to",
                    Forms.map(Forms.text("target"), AnswerBlocks::template),
                    "target; {host} {path} {query} {scheme} are replaced");
    private static final Key<Integer> CODE =
            Key.of("code", Forms.integer(301, 308), "308", "301, 302, 303, 307 or 308");
    static final Form<Redirect> REDIRECT =
            Block.of(List.of(TO, CODE), fields -> new Redirect(fields.get(TO), fields.get(CODE)));

    private static final Key<Integer> STATUS =
            Key.of("status", Forms.integer(200, 599), "200", "of the answer");
    private static final Key<String> BODY =
            Key.optional("body", Forms.anyText(), "empty", "UTF-8 text");
    private static final Key<String> TYPE =
            Key.of(
                    "type",
                    Forms.text("media type", "[A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+(; ?[!-~ ]+)?"),
                    "text/plain",
                    "media type of the body");
    private static final Key<Map<String, String>> EXTRA =
            Key.optional("headers", fields(), "none", "more fields");
    static final Form<Respond> RESPOND =
            Block.of(List.of(STATUS, BODY, TYPE, EXTRA), AnswerBlocks::respond);

    private static final Key<Map<String, String>> SET =
            Key.optional("set", fields(), "none", "replaces every line of the name");
    private static final Key<Map<String, String>> ADD =
            Key.optional("add", fields(), "none", "appends a line");
    private static final Key<List<String>> REMOVE =
            Key.optional(
                    "remove",
                    Forms.list(Forms.text("field name", FIELD_NAME)),
                    "none",
                    "drops every line of the name");
    private static final Form<HeaderEdits> EDITS =
            Block.of(
                    List.of(SET, ADD, REMOVE),
                    fields ->
                            new HeaderEdits(
                                    fields.find(SET).orElse(Map.of()),
                                    fields.find(ADD).orElse(Map.of()),
                                    fields.find(REMOVE).orElse(List.of())));
    private static final Key<HeaderEdits> REQUEST =
            Key.optional("request", EDITS, "none", "what the endpoint sees");
    private static final Key<HeaderEdits> RESPONSE =
            Key.optional("response", EDITS, "none", "what the client sees");
    static final Form<Headers> HEADERS =
            Block.of(
                    List.of(REQUEST, RESPONSE),
                    fields ->
                            new Headers(
                                    fields.find(REQUEST).orElse(HeaderEdits.NONE),
                                    fields.find(RESPONSE).orElse(HeaderEdits.NONE)));

    private AnswerBlocks() {}

    /** Edits both ways. */
    record Headers(HeaderEdits request, HeaderEdits response) {
        static final Headers NONE = new Headers(HeaderEdits.NONE, HeaderEdits.NONE);
    }

    private static Form<Map<String, String>> fields() {
        return Forms.map("field name", FIELD_NAME, Forms.anyText());
    }

    private static Respond respond(Fields fields) {
        Map<String, String> headers = fields.find(EXTRA).orElse(Map.of());
        // The same rules as for edits: no framing fields, no control characters.
        var checked = new HeaderEdits(headers, Map.of(), List.of());
        return new Respond(
                fields.get(STATUS), fields.find(BODY).orElse(""), fields.get(TYPE), checked.set());
    }

    private static String template(String text) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            if (!List.of("host", "path", "query", "scheme").contains(matcher.group(1))) {
                throw new Refused(
                        "QG1017",
                        "`" + matcher.group() + "` is not a placeholder",
                        "write {host}, {path}, {query} or {scheme}");
            }
        }
        if (!text.matches("(https?://|/|\\{scheme}://)[!-~]*")) {
            throw new Refused(
                    "QG1017",
                    "a redirect target must be a URL or start with `/`",
                    "write for example `https://{host}{path}{query}`");
        }
        return text;
    }
}
