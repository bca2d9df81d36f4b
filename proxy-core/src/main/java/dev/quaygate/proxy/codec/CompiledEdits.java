package dev.quaygate.proxy.codec;

import dev.quaygate.proxy.settings.HeaderEdits;
import dev.quaygate.proxy.text.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Header edits of one direction of one route as bytes, made once when the route is. Immutable, any
 * thread.
 */
public final class CompiledEdits {
    public static final CompiledEdits NONE = new CompiledEdits(HeaderEdits.NONE);

    private record Line(byte id, byte[] name, byte[] value) {}

    private final byte[][] removed;
    private final boolean[] removedIds = new boolean[FieldName.COUNT];
    private final Line[] lines;
    private final byte[][] written;
    private final byte[] block;
    private final byte @Nullable [] host;

    public CompiledEdits(HeaderEdits edits) {
        var gone = new ArrayList<byte[]>();
        edits.remove().forEach(name -> remove(name, gone));
        edits.set().keySet().forEach(name -> remove(name, gone));
        this.removed = gone.toArray(byte[][]::new);
        this.written =
                java.util.stream.Stream.concat(
                                edits.set().keySet().stream(), edits.add().keySet().stream())
                        .map(name -> Ascii.bytes(name.toLowerCase(java.util.Locale.ROOT)))
                        .toArray(byte[][]::new);
        var lineList = new ArrayList<Line>();
        edits.set().entrySet().forEach(entry -> write(entry, lineList));
        edits.add().entrySet().forEach(entry -> write(entry, lineList));
        this.host = host(lineList);
        lineList.removeIf(line -> line.id == FieldName.HOST);
        this.lines = lineList.toArray(Line[]::new);
        this.block = block(lineList);
    }

    /** Drops the lines that are removed or replaced and appends the new ones. */
    public void apply(FieldBlock head) {
        for (int i = 0, count = head.count(); removed.length > 0 && i < count; i++) {
            if (removes(head, i)) {
                head.drop(i);
            }
        }
        for (Line line : lines) {
            head.add(line.id, line.name, line.value);
        }
    }

    /**
     * Whether a Connection line of {@code head} names a field that these edits write: a client must
     * not be able to have it taken away again (RFC 9110 §7.6.1).
     */
    public boolean isUndoneBy(FieldBlock head) {
        if (written.length == 0) {
            return false;
        }
        for (int i = 0, count = head.count(); i < count; i++) {
            if (head.id(i) == FieldName.CONNECTION && ConnectionOptions.names(head, i, written)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the line at {@code field} must not be passed on. */
    boolean removes(FieldBlock head, int field) {
        for (byte[] name : removed) {
            if (FieldName.equalsFolded(
                    head.bytes, head.nameStart(field), head.nameEnd(field), name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line that we would write ourselves must not be written. */
    boolean removes(byte id) {
        return removedIds[id];
    }

    /** Host that the edits give the endpoint, or null: a request has exactly one. */
    byte @Nullable [] host() {
        return host;
    }

    /** The new lines as they stand in an HTTP/1 head. */
    byte[] lines() {
        return block;
    }

    private void remove(String name, List<byte[]> gone) {
        byte[] lower = Ascii.bytes(name.toLowerCase(Locale.ROOT));
        gone.add(lower);
        removedIds[FieldName.id(lower, 0, lower.length)] = true;
    }

    private static void write(Map.Entry<String, String> entry, List<Line> written) {
        byte[] name = Ascii.bytes(entry.getKey().toLowerCase(Locale.ROOT));
        byte id = FieldName.id(name, 0, name.length);
        written.add(new Line(id, name, Ascii.bytes(entry.getValue())));
    }

    private static byte @Nullable [] host(List<Line> written) {
        for (Line line : written) {
            if (line.id == FieldName.HOST) {
                return line.value;
            }
        }
        return null;
    }

    private static byte[] block(List<Line> written) {
        var text = new StringBuilder();
        for (Line line : written) {
            text.append(Ascii.string(line.name, 0, line.name.length))
                    .append(": ")
                    .append(Ascii.string(line.value, 0, line.value.length))
                    .append("\r\n");
        }
        return Ascii.bytes(text.toString());
    }
}
