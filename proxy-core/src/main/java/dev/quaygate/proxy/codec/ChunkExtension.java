package dev.quaygate.proxy.codec;

/**
 * Checks chunk extensions byte by byte (RFC 9112 §7.1.1): {@code *( BWS ";" BWS name [ BWS "=" BWS
 * ( token / quoted-string ) ] )}. Begins behind the first semicolon. Bytes are only looked at.
 */
final class ChunkExtension {
    private enum State {
        BEFORE_NAME,
        NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        TOKEN,
        QUOTED,
        ESCAPED,
        AFTER_VALUE,
        BEFORE_SEMICOLON
    }

    private State state = State.BEFORE_NAME;

    void begin() {
        state = State.BEFORE_NAME;
    }

    /** Whether the line may end here. */
    boolean mayEnd() {
        return state == State.NAME || state == State.TOKEN || state == State.AFTER_VALUE;
    }

    /** Takes one byte; false if it may not stand here. */
    boolean accept(byte b) {
        return switch (state) {
            case BEFORE_NAME -> ByteClass.isBlank(b) || ByteClass.isToken(b) && go(State.NAME);
            case NAME -> ByteClass.isToken(b) || afterName(b);
            case AFTER_NAME -> afterName(b);
            case BEFORE_VALUE ->
                    ByteClass.isBlank(b)
                            || b == '"' && go(State.QUOTED)
                            || ByteClass.isToken(b) && go(State.TOKEN);
            case TOKEN -> ByteClass.isToken(b) || afterValue(b);
            case QUOTED -> quoted(b);
            case ESCAPED -> !ByteClass.isControl(b) && go(State.QUOTED);
            case AFTER_VALUE, BEFORE_SEMICOLON -> afterValue(b);
        };
    }

    private boolean afterName(byte b) {
        if (ByteClass.isBlank(b)) {
            return go(State.AFTER_NAME);
        }
        return b == '=' && go(State.BEFORE_VALUE) || b == ';' && go(State.BEFORE_NAME);
    }

    private boolean afterValue(byte b) {
        // A blank is legal only before the next semicolon.
        if (ByteClass.isBlank(b)) {
            return go(State.BEFORE_SEMICOLON);
        }
        return b == ';' && go(State.BEFORE_NAME);
    }

    private boolean quoted(byte b) {
        if (b == '"') {
            return go(State.AFTER_VALUE);
        }
        return b == '\\' ? go(State.ESCAPED) : !ByteClass.isControl(b);
    }

    private boolean go(State next) {
        state = next;
        return true;
    }
}
