package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.Scan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads pages and counts, of the latest state or as of a snapshot.
 *
 * <p>A page is read by windows of keys. Its first window is one statement, which tells the revision
 * that the page is of; the others are read as of that revision. So a page is consistent, no
 * database transaction is held, and no more rows are in memory than fit in a page.
 *
 * <p>As of a snapshot, a window takes two statements: first the entries, then the log. An entry
 * that was put after the snapshot is dropped, and what the log says was replaced since is added.
 * The other order would lose a key that changes between the two; in this one it is found twice,
 * with the same content. Stateless but for its session; for one thread at a time.
 */
final class SqlReader {

  private static final int FIRST_WINDOW = 64;
  private static final int WIDEST_WINDOW = 4_096;
  private static final Comparator<KeyValue> BY_KEY = Comparator.comparing(KeyValue::key);

  private final SqlSession session;
  private final SqlStatements statements;
  private final Limits limits;

  SqlReader(SqlSession session, Limits limits) {
    this.session = session;
    this.statements = session.statements();
    this.limits = limits;
  }

  /** Reads one page. */
  Page page(Scan scan) throws SQLException {
    Page.Builder page = new Page.Builder(scan.limit(), limits);
    KeyInterval rest = scan.interval();
    Window window;
    Header header;
    if (scan.asOf().isPresent()) {
      header = scan.asOf().get();
      window = new Window(List.of(), Optional.of(rest.from()));
    } else {
      Latest latest = latest(rest, rowsFor(page, FIRST_WINDOW));
      header = latest.header();
      window = latest.window();
    }
    int width = FIRST_WINDOW;
    while (true) {
      for (KeyValue entry : window.entries()) {
        if (!page.add(scan.content() == Content.KEYS_ONLY ? entry.withoutValue() : entry)) {
          return page.at(header);
        }
      }
      if (window.next().isEmpty()) {
        return page.at(header);
      }
      rest = rest.startingAt(window.next().get());
      window = rest.isEmpty() ? Window.END : asOf(rest, header, rowsFor(page, width));
      width = wider(width, window.entries());
    }
  }

  /** One row more than there is room for, so that a page that is just full knows what follows. */
  private static int rowsFor(Page.Builder page, int width) {
    return Math.min(width, page.room() + 1);
  }

  private static int wider(int width, List<KeyValue> last) {
    long bytes = last.stream().mapToLong(KeyValue::serializedSize).sum();
    return bytes > 256 << 10 ? width : Math.min(WIDEST_WINDOW, width * 4);
  }

  /**
   * The entries of the first keys of an interval.
   *
   * @param entries the entries
   * @param next where the interval goes on; nothing where it is read to its end
   */
  private record Window(List<KeyValue> entries, Optional<Bytes> next) {
    static final Window END = new Window(List.of(), Optional.empty());
  }

  /** A window of the latest state, and the revision that it is of. */
  private record Latest(Header header, Window window) {}

  private Latest latest(KeyInterval interval, int rows) throws SQLException {
    List<KeyValue> entries = new ArrayList<>();
    SqlMeta meta =
        session.metaAndRows(
            statements.selectLatest(SqlSession.bound(interval)),
            statement -> statement.setInt(SqlSession.bind(statement, 1, interval), rows),
            SqlMeta::read,
            row -> entries.add(EntryRow.read(row, SqlStatements.META_COLUMNS)));
    entries.sort(BY_KEY);
    return new Latest(meta.header(), new Window(entries, endOf(entries, rows)));
  }

  private static Optional<Bytes> endOf(List<KeyValue> entries, int rows) {
    return entries.size() < rows
        ? Optional.empty()
        : Optional.of(entries.get(entries.size() - 1).key().successor());
  }

  private Window asOf(KeyInterval interval, Header snapshot, int rows) throws SQLException {
    List<KeyValue> current = new ArrayList<>();
    session.query(
        statements.selectEntries(SqlSession.bound(interval)),
        statement -> statement.setInt(SqlSession.bind(statement, 1, interval), rows),
        row -> current.add(EntryRow.read(row, 0)));
    Optional<Bytes> next = endOf(current, rows);
    KeyInterval covered = upTo(interval, next);
    List<KeyValue> replaced = replacedSince(snapshot, covered, rows);
    if (replaced.size() == rows) {
      next = endOf(replaced, rows);
      covered = upTo(interval, next);
    }
    NavigableMap<Bytes, KeyValue> merged = new TreeMap<>();
    for (KeyValue entry : current) {
      if (entry.modRevision() <= snapshot.revision() && covered.contains(entry.key())) {
        merged.put(entry.key(), entry);
      }
    }
    replaced.forEach(entry -> merged.put(entry.key(), entry));
    return new Window(new ArrayList<>(merged.values()), next);
  }

  private static KeyInterval upTo(KeyInterval interval, Optional<Bytes> next) {
    return next.map(end -> new KeyInterval(interval.from(), Optional.of(end))).orElse(interval);
  }

  /** The entries of a snapshot that were replaced or deleted since, if the log still has them. */
  private List<KeyValue> replacedSince(Header snapshot, KeyInterval interval, int rows)
      throws SQLException {
    List<KeyValue> replaced = new ArrayList<>();
    SqlMeta meta =
        session.metaAndRows(
            statements.selectEntriesBefore(SqlSession.bound(interval)),
            statement -> {
              int next = SqlSession.bind(statement, 1, interval);
              statement.setLong(next, snapshot.revision());
              statement.setLong(next + 1, snapshot.revision());
              statement.setInt(next + 2, rows);
            },
            SqlMeta::read,
            row -> {
              Bytes key = Bytes.wrap(row.getBytes(SqlStatements.META_COLUMNS + 1));
              LogRow.readPrevious(row, key, SqlStatements.META_COLUMNS + 2)
                  .ifPresent(replaced::add);
            });
    requireReachable(snapshot, meta);
    replaced.sort(BY_KEY);
    return replaced;
  }

  private static void requireReachable(Header snapshot, SqlMeta meta) {
    if (!snapshot.historyId().equals(meta.historyId())) {
      throw Refusals.historyChanged(meta.header());
    }
    if (snapshot.revision() < meta.compactRevision()) {
      throw Refusals.compacted(meta.compactRevision());
    }
  }

  /** Counts an interval. */
  CountResult count(KeyInterval interval, Optional<Header> asOf) throws SQLException {
    if (asOf.isEmpty()) {
      return session
          .queryFirst(
              statements.countLatest(SqlSession.bound(interval)),
              statement -> SqlSession.bind(statement, 1, interval),
              row ->
                  new CountResult(
                      SqlMeta.read(row).header(), row.getLong(SqlStatements.META_COLUMNS + 1)))
          .orElseThrow();
    }
    Header snapshot = asOf.get();
    return session
        .queryFirst(
            statements.countBefore(SqlSession.bound(interval)),
            statement -> {
              int next = SqlSession.bind(statement, 1, interval);
              next = SqlSession.bind(statement, next, interval);
              statement.setLong(next, snapshot.revision());
            },
            row -> {
              requireReachable(snapshot, SqlMeta.read(row));
              return new CountResult(
                  snapshot,
                  row.getLong(SqlStatements.META_COLUMNS + 1)
                      - row.getLong(SqlStatements.META_COLUMNS + 2));
            })
        .orElseThrow();
  }
}
