package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.RevisionSignal;
import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The revisions in their order: the latest from memory, earlier ones from the table.
 *
 * <p>The table is the truth. What is in memory came from it or was just written to it, and commits
 * are added only where they follow the last one, by the writer or, where other processes write too,
 * by the poller.
 */
final class SqlLog implements ChangeLog, AutoCloseable {

  private static final int ROWS = 256;

  private final SessionPool readers;
  private final RecentCommits recent;
  private final ExecutorService notifier;
  private volatile RevisionSignal signal;
  private volatile SqlMeta meta;
  private volatile boolean suspected;

  SqlLog(String name, SessionPool readers, SqlMeta meta) {
    this.readers = readers;
    this.meta = meta;
    this.recent = new RecentCommits(meta.revision(), meta.nonce());
    this.notifier = Executors.newSingleThreadExecutor(Threads.named(name));
    this.signal = new RevisionSignal(meta.revision(), notifier);
  }

  /** Returns the counter's row as this process knows it. */
  SqlMeta meta() {
    return meta;
  }

  /** Returns the latest commits. */
  RecentCommits recent() {
    return recent;
  }

  /**
   * Adds commits that are durable, but for those that are known.
   *
   * @return whether all is known now; if not, the poller must fetch what is between
   */
  synchronized boolean append(List<Commit> commits, SqlMeta now) {
    if (!now.historyId().equals(meta.historyId())) {
      return false;
    }
    if (recent.append(commits, now.nonce())) {
      meta = now;
      signal.advance(now.revision());
    }
    return meta.revision() >= now.revision();
  }

  /** What a step along the table has come to. */
  enum Step {
    /** Everything was known. */
    NOTHING_NEW,
    /** Everything is known now. */
    CAUGHT_UP,
    /** There is more. */
    MORE_TO_COME,
    /** A revision that was told is gone from the table, or has another nonce. */
    FORGOTTEN
  }

  /**
   * Adds what the table has next, of this process and of others.
   *
   * @throws StoreException if the history is another, or the table does not reach back that far
   */
  Step follow(SqlSession session) throws SQLException {
    String historyId = meta.historyId();
    RecentCommits.Tip told = recent.tip();
    Fetched next = fetch(session, told.revision(), historyId);
    if (told.isForgottenBy(next.meta(), next.nonceBefore())) {
      return Step.FORGOTTEN;
    }
    if (next.commits().isEmpty()) {
      return Step.NOTHING_NEW;
    }
    SqlMeta through = next.meta().advancedTo(next.stretch(told.revision()).through(), next.nonce());
    boolean unused = append(next.commits(), through);
    return through.revision() == next.meta().revision() ? Step.CAUGHT_UP : Step.MORE_TO_COME;
  }

  /** Notes that the log was compacted. */
  synchronized void compacted(SqlMeta now) {
    meta = meta.compactedTo(now.compactRevision(), now.compactNonce());
  }

  /** Ends every watch, since revisions do not mean any more what they meant. */
  synchronized void changeHistory(SqlMeta now) {
    RevisionSignal ended = signal;
    recent.restart(now.revision(), now.nonce());
    meta = now;
    suspected = false;
    signal = new RevisionSignal(now.revision(), notifier);
    ended.end(Refusals.historyChanged(now.header()));
  }

  /** Goes on from the present; watches read what is between from the table, if it is there. */
  synchronized void skipTo(SqlMeta now) {
    recent.restart(now.revision(), now.nonce());
    meta = now;
    signal.advance(now.revision());
  }

  /** Notes that the database may have forgotten what it told; the writer looks into it. */
  void suspectHistory() {
    suspected = true;
  }

  /** Notes that it has not. */
  void trustHistory() {
    suspected = false;
  }

  /** Returns whether the database may have forgotten what it told. */
  boolean isHistorySuspected() {
    return suspected;
  }

  /** Ends every watch, and every one to come. */
  void end(StoreException failure) {
    signal.end(failure);
  }

  @Override
  public CompletableFuture<Stretch> read(long after, String historyId) {
    SqlMeta known = meta;
    if (!historyId.equals(known.historyId())) {
      return CompletableFuture.failedFuture(Refusals.historyChanged(known.header()));
    }
    Optional<Stretch> stretch =
        after < known.compactRevision() ? Optional.empty() : recent.after(after);
    return stretch
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> readers.read(session -> fetch(session, after, historyId).stretch(after)));
  }

  /**
   * Commits that were read from the table.
   *
   * @param meta the counter's row, of the same snapshot
   * @param nonceBefore the nonce of the revision before them, if it is in the table
   * @param commits the commits, ascending
   * @param nonce the nonce of the last one
   */
  record Fetched(SqlMeta meta, Optional<Long> nonceBefore, List<Commit> commits, long nonce) {
    Stretch stretch(long after) {
      return new Stretch(
          commits, commits.isEmpty() ? after : commits.get(commits.size() - 1).revision());
    }
  }

  /** Reads commits from the table: whole ones, as many as a stretch of rows holds. */
  private Fetched fetch(SqlSession session, long after, String historyId) throws SQLException {
    List<LogRow> rows = new ArrayList<>();
    Before before =
        session.metaAndRows(
            session.statements().selectLog,
            statement -> {
              statement.setLong(1, after);
              statement.setLong(2, after);
              statement.setInt(3, ROWS);
            },
            row -> new Before(SqlMeta.read(row), LogRow.readNonce(row, SqlStatements.META_COLUMNS)),
            row -> rows.add(LogRow.read(row, SqlStatements.META_COLUMNS)));
    requireReachable(after, historyId, before.meta());
    rows.sort(LogRow.IN_ORDER);
    if (rows.size() == ROWS) {
      dropPartOfRevision(session, rows);
    }
    return new Fetched(
        before.meta(),
        before.nonce(),
        commits(rows),
        rows.isEmpty() ? 0 : rows.get(rows.size() - 1).nonce());
  }

  /** The counter's row, and the nonce of a revision, if it is in the table. */
  private record Before(SqlMeta meta, Optional<Long> nonce) {}

  /** Makes rows that were cut off somewhere end with a whole revision. */
  private static void dropPartOfRevision(SqlSession session, List<LogRow> rows)
      throws SQLException {
    long cut = rows.get(rows.size() - 1).event().revision();
    boolean only = rows.get(0).event().revision() == cut;
    rows.removeIf(row -> row.event().revision() == cut);
    if (only) {
      session.query(
          session.statements().selectLogRevision,
          statement -> statement.setLong(1, cut),
          row -> rows.add(LogRow.read(row, 0)));
    }
  }

  private static void requireReachable(long after, String historyId, SqlMeta found) {
    if (!historyId.equals(found.historyId())) {
      throw Refusals.historyChanged(found.header());
    }
    if (after < found.compactRevision()) {
      throw Refusals.compacted(found.compactRevision());
    }
  }

  private static List<Commit> commits(List<LogRow> rows) {
    List<Commit> commits = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      LogRow row = rows.get(i);
      events.add(row.event());
      boolean last =
          i == rows.size() - 1 || rows.get(i + 1).event().revision() != row.event().revision();
      if (last) {
        commits.add(
            new Commit(
                row.event().revision(), LogRow.fingerprint(row.nonce()), List.copyOf(events)));
        events.clear();
      }
    }
    return commits;
  }

  @Override
  public CompletableFuture<Void> awaitBeyond(long revision) {
    return signal.awaitBeyond(revision);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> fingerprint(long revision) {
    Optional<Commit> known = recent.at(revision);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.map(Commit::fingerprint));
    }
    return readers.read(
        session -> {
          SqlMeta now = session.meta(session.statements().selectMeta);
          if (revision == now.compactRevision() && revision > 0) {
            return Optional.of(LogRow.fingerprint(now.compactNonce()));
          }
          return session
              .queryFirst(
                  session.statements().selectNonce,
                  statement -> statement.setLong(1, revision),
                  row -> row.getLong(1))
              .map(LogRow::fingerprint);
        });
  }

  @Override
  public void close() {
    end(Refusals.closed());
    notifier.shutdown();
  }
}
