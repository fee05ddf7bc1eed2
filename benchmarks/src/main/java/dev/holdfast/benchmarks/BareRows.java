package dev.holdfast.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that are written into one table in the way that is fastest with a database's driver.
 *
 * <p>Drivers of MySQL and MariaDB make slow work of batches: there a prepared statement has many
 * rows, as the store's own have.
 */
final class BareRows {

  private static final int MOST_ROWS = 64;
  private static final List<Integer> LARGER = List.of(256, 128);

  private final Connection connection;
  private final Database.Inserts inserts;
  private final String start;
  private final String row;
  private final String end;
  private final Map<Integer, PreparedStatement> prepared = new HashMap<>();
  private final List<Object[]> rows = new ArrayList<>();

  /**
   * Makes a writer of rows.
   *
   * @param start the statement up to {@code values}
   * @param row one row of it
   * @param end what stands behind the rows
   */
  BareRows(Connection connection, Database.Inserts inserts, String start, String row, String end) {
    this.connection = connection;
    this.inserts = inserts;
    this.start = start;
    this.row = row;
    this.end = end;
  }

  /** Adds a row of bytes and whole numbers. */
  void add(Object... fields) {
    rows.add(fields);
  }

  /** Writes what was added. */
  void write() throws SQLException {
    switch (inserts) {
      case BATCHES -> writeBatch();
      case ROWS -> {
        int size;
        for (int from = 0; from < rows.size(); from += size) {
          size = size(rows.size() - from);
          writeRows(rows.subList(from, from + size));
        }
      }
    }
    rows.clear();
  }

  private static int size(int left) {
    return LARGER.stream()
        .filter(larger -> larger <= left)
        .findFirst()
        .orElse(Math.min(left, MOST_ROWS));
  }

  private void writeBatch() throws SQLException {
    PreparedStatement statement = prepare(1);
    for (Object[] fields : rows) {
      bind(statement, 0, fields);
      statement.addBatch();
    }
    statement.executeBatch();
  }

  private void writeRows(List<Object[]> some) throws SQLException {
    PreparedStatement statement = prepare(some.size());
    for (int i = 0; i < some.size(); i++) {
      bind(statement, i * some.get(i).length, some.get(i));
    }
    statement.executeUpdate();
  }

  private PreparedStatement prepare(int size) throws SQLException {
    PreparedStatement known = prepared.get(size);
    if (known == null) {
      String all = String.join(", ", Collections.nCopies(size, row));
      known = connection.prepareStatement(start + all + end);
      prepared.put(size, known);
    }
    return known;
  }

  private static void bind(PreparedStatement statement, int offset, Object[] fields)
      throws SQLException {
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] instanceof byte[] bytes) {
        statement.setBytes(offset + i + 1, bytes);
      } else {
        statement.setLong(offset + i + 1, (Long) fields[i]);
      }
    }
  }
}
