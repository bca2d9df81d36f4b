package dev.quaygate.it.mutation;

import java.nio.file.Path;

/**
 * A configuration file that was good and has one fault.
 *
 * @param kind what sort of fault
 * @param file which good file it was
 * @param what the change, for people
 * @param text the whole broken file
 * @param expected what must be said about it, among other things perhaps
 */
record Mutation(String kind, Path file, String what, String text, Expected expected) {
    /**
     * One problem.
     *
     * @param code empty where several are right
     * @param line from 1; 0 if any will do
     * @param column from 1; 0 if any will do
     * @param suggestion the word that must be offered; empty if none need be
     */
    record Expected(String code, int line, int column, String suggestion) {}

    /** All of it, for the message of a failed test. */
    String shown() {
        return "%s in %s: %s%n%s".formatted(kind, file.getFileName(), what, text);
    }
}
