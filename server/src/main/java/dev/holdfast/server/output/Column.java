package dev.holdfast.server.output;

import java.util.function.Function;

/**
 * A column of a table, or a field of one thing.
 *
 * @param title what stands above it
 * @param value the text of a row
 * @param <T> the kind of rows
 */
public record Column<T>(String title, Function<T, String> value) {

  /**
   * Returns the text of a row, with control characters shown, so that no record can make a terminal
   * do something.
   *
   * @param row the row
   */
  public String textOf(T row) {
    return Texts.printable(value.apply(row));
  }
}
