package dev.quaygate.app.config.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Checks of the bytes before a parser sees them; a parser's time must be bounded by its input. */
public final class YamlText {
    private static final int MAX_BYTES = 3 << 20;
    private static final int MAX_LINE = 64 << 10;

    private YamlText() {}

    /**
     * The text of a file.
     *
     * @return empty after an error was reported
     */
    public static Optional<String> decode(SourceFile file, byte[] bytes, Problems problems) {
        if (bytes.length > MAX_BYTES) {
            problems.error("QG1001", file, "larger than 3MiB").hint("split it with `include`");
            return Optional.empty();
        }
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb) {
            problems.error("QG1001", file, "starts with a byte order mark; save it without one");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException _) {
            problems.error("QG1001", file, "not UTF-8, first in line " + badLine(bytes));
            return Optional.empty();
        }
    }

    private static int badLine(byte[] bytes) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var input = ByteBuffer.wrap(bytes);
        var output = java.nio.CharBuffer.allocate(bytes.length + 1);
        decoder.decode(input, output, true);
        int line = 1;
        for (int i = 0; i < input.position(); i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    /** Whether the text may be parsed; else errors were reported. */
    static boolean check(SourceFile file, Problems problems) {
        int number = 0;
        boolean good = true;
        for (String line : file.lines()) {
            number++;
            good &= checkLine(file, number, line, problems);
        }
        return good;
    }

    private static boolean checkLine(SourceFile file, int number, String line, Problems problems) {
        if (line.length() > MAX_LINE / 4
                && line.getBytes(StandardCharsets.UTF_8).length > MAX_LINE) {
            problems.error("QG1001", new Span(file, number, 1, 2), "", "a line longer than 64KiB");
            return false;
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t' && line.substring(0, i).isBlank() && !line.isBlank()) {
                problems.error("QG1001", at(file, number, line, i), "", "a tab in the indentation")
                        .hint("indent with spaces");
                return false;
            }
            if (c < ' ' && c != '\t' || c == 0x7f) {
                problems.error(
                        "QG1001",
                        at(file, number, line, i),
                        "",
                        "control character U+%04X".formatted((int) c));
                return false;
            }
        }
        return true;
    }

    private static Span at(SourceFile file, int number, String line, int index) {
        int column = line.codePointCount(0, index) + 1;
        return new Span(file, number, column, column + 1);
    }
}
