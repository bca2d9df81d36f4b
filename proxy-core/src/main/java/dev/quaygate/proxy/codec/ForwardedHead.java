package dev.quaygate.proxy.codec;

/**
 * A request head as an endpoint sees it, taken apart for versions that send fields, not lines. The
 * lines are those of {@link RequestHeadWriter}: one place decides what goes out, whatever the
 * endpoint speaks. One per connection, filled anew for each request; event loop only.
 */
public final class ForwardedHead {
    private static final int VERSION_LENGTH = " HTTP/1.1".length();

    /** Its fields, Host and framing of HTTP/1.1 included; the bytes hold the start line too. */
    public final FieldBlock fields = new FieldBlock();

    public int methodEnd;
    public int targetStart;
    public int targetEnd;

    /** Fills this with {@code head}; {@code scratch} is free again afterwards. */
    public void fill(RequestHead head, ForwardContext context, HeadBuffer scratch) {
        scratch.reset();
        RequestHeadWriter.write(head, context, scratch);
        fields.reset();
        fields.append(scratch.bytes, 0, scratch.length);
        int line = 0;
        while (fields.bytes[line] != '\r') {
            line++;
        }
        methodEnd = head.methodEnd - head.methodStart;
        targetStart = methodEnd + 1;
        targetEnd = line - VERSION_LENGTH;
        int at = line + 2;
        while (at > 0) {
            at = FieldLine.read(fields, at, fields.length);
        }
        if (at != FieldLine.BLANK_LINE) {
            throw new IllegalStateException("a head of our own does not parse");
        }
    }
}
