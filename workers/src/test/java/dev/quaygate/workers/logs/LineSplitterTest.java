package dev.quaygate.workers.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineSplitterTest {
    private final List<String> lines = new ArrayList<>();
    private final LineSplitter splitter = new LineSplitter(10);

    @Test
    void piecesBecomeLinesWhateverTheirBorders() {
        feed("one\ntw");
        feed("o\r\n\nth");
        feed("ree");

        assertThat(lines).containsExactly("one", "two", "");
        assertThat(splitter.pending()).contains("three");
        assertThat(splitter.begun()).isEqualTo(5);
        assertThat(splitter.flush()).contains("three");
        assertThat(splitter.pending()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsCutWithAMarkAndTheNextOneIsWhole() {
        feed("0123456789");
        feed("abc\nnext\n");

        assertThat(lines).containsExactly("0123456789 … (3 bytes cut)", "next");
    }

    @Test
    void aLineOfExactlyTheLimitIsNotCut() {
        feed("0123456789\n");

        assertThat(lines).containsExactly("0123456789");
    }

    @Test
    void aCutLeavesNoBrokenCharacter() {
        feed("01234567€xx\n"); // the sign has 3 bytes, 2 of them within the limit

        assertThat(lines).containsExactly("01234567 … (5 bytes cut)");
    }

    @Test
    void aCharacterThatEndsAtTheCutStays() {
        feed("0123456€xx\n");

        assertThat(lines).containsExactly("0123456€ … (2 bytes cut)");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        splitter.feed(ByteBuffer.wrap(new byte[] {'a', (byte) 0xFF, 'b', '\n'}), lines::add);

        assertThat(lines).containsExactly("a\uFFFDb");
    }

    private void feed(String text) {
        splitter.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), lines::add);
    }
}
