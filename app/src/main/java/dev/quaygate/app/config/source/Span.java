package dev.quaygate.app.config.source;

/**
 * A place in a file. Lines and columns count from 1, columns in characters (code points).
 *
 * @param endColumn column behind its last character on {@code line}
 */
public record Span(SourceFile file, int line, int column, int endColumn) {
    /** {@code quaygate.yaml:6}. */
    public String fileAndLine() {
        return file.name() + ":" + line;
    }

    @Override
    public String toString() {
        return file.name() + ":" + line + ":" + column;
    }
}
