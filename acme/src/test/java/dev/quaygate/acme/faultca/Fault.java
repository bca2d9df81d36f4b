package dev.quaygate.acme.faultca;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one request. */
public sealed interface Fault {
    /** The connection is reset before a byte was read. */
    record Refuse() implements Fault {}

    /** Nobody reads from the connection. */
    record HangAtAccept() implements Fault {}

    /** The ClientHello is read and not answered. */
    record HangAtTls() implements Fault {}

    /** The request takes effect, its answer never comes. */
    record HangAtHead() implements Fault {}

    /** The answer stops after its head. */
    record HangAtBody() implements Fault {}

    /** The answer's body comes a few bytes a second. */
    record Drip(int bytesPerSecond) implements Fault {}

    /** The connection ends after so many bytes of the body. */
    record CloseAfter(int bytes) implements Fault {}

    /** The request has no effect; a page of HTML says so. */
    record Status(int status, @Nullable String retryAfter) implements Fault {}

    /** The request has no effect; a problem document says so. */
    record Problem(int status, String type, String detail, @Nullable String retryAfter)
            implements Fault {}

    /** The request takes effect; the answer comes with another header, or without it. */
    record Header(String name, @Nullable String value) implements Fault {}

    /** The request takes effect; the answer comes with another body. */
    record Body(UnaryOperator<byte[]> change) implements Fault {}

    /** The request takes effect; the answer comes with another status. */
    record OtherStatus(int status) implements Fault {}

    /** The request takes effect; the answer is a body of so many spaces. */
    record Huge(long bytes) implements Fault {}

    /** Whether the one who asks learns of it by waiting only. */
    default boolean keepsWaiting() {
        return switch (this) {
            case HangAtAccept _, HangAtTls _, HangAtHead _, HangAtBody _, Drip _ -> true;
            default -> false;
        };
    }
}
