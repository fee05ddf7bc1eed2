package dev.holdfast.sql;

import dev.holdfast.store.Header;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The row that orders everything.
 *
 * @param revision the latest revision
 * @param nonce the random number of the commit that made it
 * @param compactRevision the revision up to which the log is gone
 * @param compactNonce the random number of the commit that made that one
 * @param historyId the history that revisions belong to
 */
record SqlMeta(
    long revision, long nonce, long compactRevision, long compactNonce, String historyId) {

  /**
   * Returns whether the current row has the columns of {@link SqlStatements#META_COLUMNS}, which
   * are empty in the rows that it is read with.
   */
  static boolean isIn(ResultSet row) throws SQLException {
    return row.getString(SqlStatements.META_COLUMNS) != null;
  }

  /** Reads the columns of {@link SqlStatements#META_COLUMNS} from the current row. */
  static SqlMeta read(ResultSet row) throws SQLException {
    return new SqlMeta(
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5));
  }

  Header header() {
    return new Header(revision, historyId);
  }

  SqlMeta advancedTo(long newRevision, long newNonce) {
    return new SqlMeta(newRevision, newNonce, compactRevision, compactNonce, historyId);
  }

  SqlMeta compactedTo(long newCompactRevision, long newCompactNonce) {
    return new SqlMeta(revision, nonce, newCompactRevision, newCompactNonce, historyId);
  }

  SqlMeta inHistory(String newHistoryId) {
    return new SqlMeta(revision, nonce, compactRevision, compactNonce, newHistoryId);
  }
}
