package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of the keys that a group names, as they are under the counter's lock.
 *
 * <p>The first of them are asked for in the request that takes the lock, by a statement of its own:
 * at READ COMMITTED it sees what was committed when it began, which is after the lock was taken.
 */
final class LockedEntries {

  private final List<Bytes> keys;
  private final Map<Bytes, Optional<KeyValue>> known = new HashMap<>();

  LockedEntries(Set<Bytes> keys) {
    this.keys = new ArrayList<>(keys);
  }

  /** Takes the lock and fetches the entries, in as few requests as may be; returns the counter. */
  SqlMeta lock(SqlSession session) throws SQLException {
    SqlStatements statements = session.statements();
    known.clear();
    if (keys.isEmpty()) {
      return session.meta(statements.lockMeta);
    }
    int from = Math.min(keys.size(), SqlStatements.listSize(keys.size()));
    SqlMeta meta = session.metaAnd(statements.lockMeta, select(session, 0), binder(0), this::add);
    while (from < keys.size()) {
      session.query(select(session, from), binder(from), this::add);
      from += SqlStatements.listSize(keys.size() - from);
    }
    return meta;
  }

  private String select(SqlSession session, int from) {
    return session.statements().selectKeys(SqlStatements.listSize(keys.size() - from));
  }

  /** Binds the keys of a chunk; the last fills what is left of the list. */
  private SqlSession.Binder binder(int from) {
    int size = SqlStatements.listSize(keys.size() - from);
    return select -> {
      for (int i = 0; i < size; i++) {
        Bytes key = keys.get(Math.min(from + i, keys.size() - 1));
        known.put(key, Optional.empty());
        select.setBytes(i + 1, key.toByteArray());
      }
    };
  }

  private void add(ResultSet row) throws SQLException {
    if (row.getBytes(2) == null) {
      known.remove(Bytes.wrap(row.getBytes(1))); // too large: fetched when it is needed
    } else {
      KeyValue entry = EntryRow.read(row, 0);
      known.put(entry.key(), Optional.of(entry));
    }
  }

  /**
   * Returns what is known of keys, the entry or that there is none; the caller may go on with it.
   */
  Map<Bytes, Optional<KeyValue>> known() {
    return known;
  }
}
