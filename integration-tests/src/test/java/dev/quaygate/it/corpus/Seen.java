package dev.quaygate.it.corpus;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the client of one case saw.
 *
 * @param answers final answers to the case's own requests
 * @param ended whether the server ended the connection or the stream
 * @param poisoned why a control request did not get its own answer; empty if it did
 */
record Seen(List<Answer> answers, boolean ended, String poisoned) {
    record Answer(int status, String text) {}

    int status() {
        return answers.isEmpty() ? 0 : answers.getFirst().status();
    }

    /** Whether the k-th answer is the one to the k-th request. */
    boolean answersName(List<String> requests) {
        return answers.size() == requests.size()
                && IntStream.range(0, requests.size())
                        .allMatch(
                                i -> answers.get(i).text().strip().endsWith(" " + requests.get(i)));
    }
}
