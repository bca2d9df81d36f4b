package dev.quaygate.it.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads header blocks (RFC 7541). One instance per connection; not thread-safe. */
final class HpackReader {
    private static final String[] STATIC = {
        ":authority",
        "",
        ":method",
        "GET",
        ":method",
        "POST",
        ":path",
        "/",
        ":path",
        "/index.html",
        ":scheme",
        "http",
        ":scheme",
        "https",
        ":status",
        "200",
        ":status",
        "204",
        ":status",
        "206",
        ":status",
        "304",
        ":status",
        "400",
        ":status",
        "404",
        ":status",
        "500",
        "accept-charset",
        "",
        "accept-encoding",
        "gzip, deflate",
        "accept-language",
        "",
        "accept-ranges",
        "",
        "accept",
        "",
        "access-control-allow-origin",
        "",
        "age",
        "",
        "allow",
        "",
        "authorization",
        "",
        "cache-control",
        "",
        "content-disposition",
        "",
        "content-encoding",
        "",
        "content-language",
        "",
        "content-length",
        "",
        "content-location",
        "",
        "content-range",
        "",
        "content-type",
        "",
        "cookie",
        "",
        "date",
        "",
        "etag",
        "",
        "expect",
        "",
        "expires",
        "",
        "from",
        "",
        "host",
        "",
        "if-match",
        "",
        "if-modified-since",
        "",
        "if-none-match",
        "",
        "if-range",
        "",
        "if-unmodified-since",
        "",
        "last-modified",
        "",
        "link",
        "",
        "location",
        "",
        "max-forwards",
        "",
        "proxy-authenticate",
        "",
        "proxy-authorization",
        "",
        "range",
        "",
        "referer",
        "",
        "refresh",
        "",
        "retry-after",
        "",
        "server",
        "",
        "set-cookie",
        "",
        "strict-transport-security",
        "",
        "transfer-encoding",
        "",
        "user-agent",
        "",
        "vary",
        "",
        "via",
        "",
        "www-authenticate",
        ""
    };
    private static final int STATIC_COUNT = STATIC.length / 2;

    private final List<String[]> dynamic = new ArrayList<>();
    private int size;
    private int limit = 4096;
    private byte[] block = new byte[0];
    private int at;

    /** Field lines as {@code name: value}. */
    List<String> read(byte[] bytes) throws IOException {
        block = bytes;
        at = 0;
        var fields = new ArrayList<String>();
        while (at < block.length) {
            int first = block[at] & 0xff;
            if (first >= 0x80) {
                String[] entry = entry(integer(7));
                fields.add(entry[0] + ": " + entry[1]);
            } else if (first >= 0x40) {
                String[] entry = literal(6);
                add(entry);
                fields.add(entry[0] + ": " + entry[1]);
            } else if (first >= 0x20) {
                limit = integer(5);
                evict();
            } else {
                String[] entry = literal(4);
                fields.add(entry[0] + ": " + entry[1]);
            }
        }
        return fields;
    }

    private String[] literal(int prefix) throws IOException {
        int index = integer(prefix);
        String name = index == 0 ? text() : entry(index)[0];
        return new String[] {name, text()};
    }

    private String[] entry(int index) throws IOException {
        if (index >= 1 && index <= STATIC_COUNT) {
            return new String[] {STATIC[index * 2 - 2], STATIC[index * 2 - 1]};
        }
        int place = index - STATIC_COUNT - 1;
        if (place < 0 || place >= dynamic.size()) {
            throw new IOException("HPACK index " + index);
        }
        return dynamic.get(place);
    }

    private void add(String[] entry) {
        dynamic.addFirst(entry);
        size += entry[0].length() + entry[1].length() + 32;
        evict();
    }

    private void evict() {
        while (size > limit) {
            String[] oldest = dynamic.removeLast();
            size -= oldest[0].length() + oldest[1].length() + 32;
        }
    }

    private int integer(int prefix) {
        int most = (1 << prefix) - 1;
        int value = block[at++] & most;
        if (value < most) {
            return value;
        }
        int shift = 0;
        int next;
        do {
            next = block[at++];
            value += (next & 127) << shift;
            shift += 7;
        } while ((next & 128) != 0);
        return value;
    }

    private String text() throws IOException {
        boolean coded = (block[at] & 0x80) != 0;
        int length = integer(7);
        String text =
                coded
                        ? HuffmanReader.read(block, at, length)
                        : new String(block, at, length, StandardCharsets.ISO_8859_1);
        at += length;
        return text;
    }
}
