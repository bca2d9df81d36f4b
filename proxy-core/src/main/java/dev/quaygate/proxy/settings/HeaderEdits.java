package dev.quaygate.proxy.settings;

import static dev.quaygate.proxy.settings.Check.require;

import java.util.List;
import java.util.Map;

/**
 * Edits of one direction's fields, in this order: remove, set, add.
 *
 * @param set replaces every line of the name by one
 * @param add appends a line
 * @param remove drops every line of the name
 */
public record HeaderEdits(Map<String, String> set, Map<String, String> add, List<String> remove) {
    public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Map.of(), List.of());

    public HeaderEdits {
        set = Map.copyOf(set);
        add = Map.copyOf(add);
        remove = List.copyOf(remove);
        set.forEach(HeaderEdits::field);
        add.forEach(HeaderEdits::field);
        remove.forEach(name -> field(name, ""));
    }

    public boolean isEmpty() {
        return set.isEmpty() && add.isEmpty() && remove.isEmpty();
    }

    private static void field(String name, String value) {
        require(
                name.matches("[A-Za-z0-9!#$%&'*+.^`|~-]+"),
                "headers",
                "'" + name + "' is not a field name (RFC 9110 §5.1)");
        require(
                !FRAMING.contains(name.toLowerCase(java.util.Locale.ROOT)),
                "headers",
                "'" + name + "' frames the message and is written by the proxy");
        require(
                value.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f && c <= 0xff),
                "headers",
                "the value of '" + name + "' has a control character");
    }

    private static final List<String> FRAMING =
            List.of(
                    "connection",
                    "content-length",
                    "transfer-encoding",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "upgrade");
}
