package dev.holdfast.server.output;

import java.util.List;

/**
 * Prints a table row by row.
 *
 * <p>The first rows decide how wide the columns are, so that a table of any length is printed as it
 * comes; a later value that is wider moves what stands to its right. For one thread at a time.
 *
 * @param <T> the kind of rows
 */
public final class TablePrinter<T> {

  private static final String GAP = "  ";

  private final List<Column<T>> columns;
  private final Output output;
  private int[] widths = {};

  TablePrinter(List<Column<T>> columns, Output output) {
    this.columns = columns;
    this.output = output;
  }

  /**
   * Prints rows, and above the first ones the head.
   *
   * @param rows the rows
   */
  public void add(List<T> rows) {
    List<List<String>> texts =
        rows.stream()
            .map(row -> columns.stream().map(column -> column.textOf(row)).toList())
            .toList();
    begin(texts);
    texts.forEach(this::print);
  }

  private void begin(List<List<String>> first) {
    if (widths.length > 0) {
      return;
    }
    List<String> head = columns.stream().map(Column::title).toList();
    widths = head.stream().mapToInt(String::length).toArray();
    for (List<String> row : first) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    print(head);
  }

  private void print(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(padded(row.get(i), widths[i])).append(GAP);
    }
    output.line(line.toString().stripTrailing());
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
