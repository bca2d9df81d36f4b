package dev.quaygate.app.cli;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a verb promises besides its arguments; shown by its help and in the reference.
 *
 * @param verb all its words: {@code certs renew}
 * @param json what {@code --json} does
 * @param exits statuses that it may end with, see {@link ExitCode}
 * @param operations of the admin endpoint that it is the command for: {@code GET /v1/status}, with
 *     {@code {}} for a name; empty if it works without a running process
 */
record VerbFacts(String verb, Json json, SortedSet<Integer> exits, List<String> operations) {
    VerbFacts {
        exits = new TreeSet<>(exits);
        operations = List.copyOf(operations);
    }

    /** Whether there is an answer for programs. */
    sealed interface Json {
        /** One document, or a document a line for answers without an end. */
        record Document() implements Json {}

        /**
         * None.
         *
         * @param why what a program looks at instead
         */
        record None(String why) implements Json {}
    }

    /** A verb that asks a running process. */
    static VerbFacts asks(String verb, List<Integer> exits, String... operations) {
        var all = new TreeSet<>(List.of(0, 1, 2, 5, 7));
        all.addAll(exits);
        return new VerbFacts(verb, new Json.Document(), all, List.of(operations));
    }

    /** A verb that works alone. */
    static VerbFacts alone(String verb, Json json, Integer... exits) {
        var all = new TreeSet<>(List.of(exits));
        all.addAll(List.of(0, 2));
        return new VerbFacts(verb, json, all, List.of());
    }
}
