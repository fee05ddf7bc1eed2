package dev.holdfast.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * A statement that writes rows into one table, as many as there are. Thread-safe.
 *
 * <p>Where the driver has no quick batches, a statement has many rows. The server prepares one for
 * each number of rows up to {@value #MOST_PREPARED}, and for two larger ones, so that few are kept
 * and few requests are made.
 */
final class Insert {

  /** What the rows of one statement may hold together, unless it is one row alone. */
  static final int MAX_BYTES = 1 << 20;

  private static final int MOST_PREPARED = 64;
  private static final List<Integer> LARGER = List.of(256, 128);

  private final int fields;
  private final IntFunction<String> rendering;
  private final Map<Integer, String> rendered = new ConcurrentHashMap<>();

  /** A row to write. */
  interface Row {

    /** Binds the fields, of which the first is the parameter after an offset. */
    void bind(PreparedStatement insert, int offset) throws SQLException;

    /** Returns roughly how many bytes it takes. */
    int bytes();
  }

  /**
   * Makes a statement.
   *
   * @param fields the parameters of a row
   * @param rendering makes the text for a number of rows
   */
  Insert(int fields, IntFunction<String> rendering) {
    this.fields = fields;
    this.rendering = rendering;
  }

  /** Returns the text for a number of rows. */
  String sql(int rows) {
    return rendered.computeIfAbsent(rows, rendering::apply);
  }

  /** Writes rows, in as few requests as the driver makes of them. */
  void run(SqlSession session, List<? extends Row> rows) throws SQLException {
    switch (session.inserts()) {
      case BATCHES -> runBatch(session.prepareInsert(sql(1)), rows);
      case ROWS -> {
        int size;
        for (int from = 0; from < rows.size(); from += size) {
          List<? extends Row> left = rows.subList(from, rows.size());
          size = statementSize(left);
          runRows(session.prepareInsert(sql(size)), left.subList(0, size));
        }
      }
    }
  }

  private static void runBatch(PreparedStatement insert, List<? extends Row> rows)
      throws SQLException {
    for (Row row : rows) {
      row.bind(insert, 0);
      insert.addBatch();
    }
    insert.executeBatch();
  }

  private void runRows(PreparedStatement insert, List<? extends Row> rows) throws SQLException {
    int offset = 0;
    for (Row row : rows) {
      row.bind(insert, offset);
      offset += fields;
    }
    insert.executeUpdate();
  }

  /** Returns how many of the rows that are left go into the next statement: one at least. */
  static int statementSize(List<? extends Row> left) {
    int most = 0;
    for (long bytes = 0; most < left.size() && most < LARGER.get(0); most++) {
      bytes += left.get(most).bytes();
      if (bytes > MAX_BYTES && most > 0) {
        break;
      }
    }
    for (int larger : LARGER) {
      if (most >= larger) {
        return larger;
      }
    }
    return Math.min(most, MOST_PREPARED);
  }
}
