package dev.quaygate.app.admin;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text, each as wide as its widest cell, two blanks apart. A tab in a cell begins a
 * second part of it, which stands below the second parts of the cells above.
 */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(new ArrayList<>(List.of(heading)));
    }

    /** Adds a line, with a cell for each column. */
    public void row(String... cells) {
        rows.add(new ArrayList<>(List.of(cells)));
    }

    /** Lines with a newline each, no blanks at their ends. */
    public String text() {
        int columns = rows.getFirst().size();
        for (int i = 0; i < columns; i++) {
            alignParts(i);
        }
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

    private void alignParts(int column) {
        int widest = rows.stream().mapToInt(row -> firstPart(row.get(column))).max().orElse(0);
        for (List<String> row : rows) {
            String cell = row.get(column);
            int first = firstPart(cell);
            if (first >= 0) {
                row.set(column, cell.replaceFirst("\t", " ".repeat(widest - first + 2)));
            }
        }
    }

    /** Length of what stands before the tab, -1 without one. */
    private static int firstPart(String cell) {
        int tab = cell.indexOf('\t');
        return tab < 0 ? -1 : length(cell.substring(0, tab));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
