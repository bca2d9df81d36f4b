package dev.quaygate.app.admin;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its widest cell, two blanks apart. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** Adds a line, with a cell for each column. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Lines with a newline each, no blanks at their ends. */
    public String text() {
        int columns = rows.getFirst().size();
        int[] width = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                width[i] = Math.max(width[i], length(row.get(i)));
            }
        }
        var out = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).repeat(' ', width[i] - length(row.get(i)) + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
