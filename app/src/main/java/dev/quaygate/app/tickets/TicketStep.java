package dev.quaygate.app.tickets;

import java.time.Instant;

/** What is to be done about the keys of session tickets. */
sealed interface TicketStep {
    /** Nothing before then. */
    record Wait(Instant until) implements TicketStep {}

    /** The ring is to become this one. */
    record Become(TicketRing ring) implements TicketStep {}
}
