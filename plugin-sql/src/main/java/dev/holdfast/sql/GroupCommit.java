package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.CommitPlan;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.StoreEngine.Resolution;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One database transaction that judges and applies the work of many callers.
 *
 * <p>It runs under the counter's lock: {@link #judge} reads what it needs and decides, {@link
 * #write} and {@link #finish} write what was decided. Answers are kept until the transaction is
 * durable, refusals too, since they may rest on an earlier commit of the group.
 */
final class GroupCommit {

  /** What one group may log; the work that does not fit waits for the next. */
  private static final long MAX_BYTES = 16 << 20;

  private final SqlSession session;
  private final Limits limits;
  private final SqlHead head;
  private final long nonce;
  private final Map<Work.Name, Recorded> recorded = new HashMap<>();
  private final Map<Work.Name, Recorded> newlyRecorded = new LinkedHashMap<>();
  private final List<ChangeLog.Commit> commits = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private long bytes;

  GroupCommit(SqlSession session, SqlHead head, Limits limits, long nonce) {
    this.session = session;
    this.head = head;
    this.limits = limits;
    this.nonce = nonce;
  }

  /** Judges work in its order; returns what did not fit, which the next group begins with. */
  List<Work> judge(List<Work> group) throws SQLException {
    fetch(group);
    try {
      for (int i = 0; i < group.size(); i++) {
        if (bytes > MAX_BYTES) {
          return group.subList(i, group.size());
        }
        judge(group.get(i));
      }
      return List.of();
    } catch (Unchecked e) {
      throw e.exception();
    }
  }

  private void fetch(List<Work> group) throws SQLException {
    Map<Operation.Kind, List<Bytes>> names = new HashMap<>();
    for (Work work : group) {
      work.name()
          .ifPresent(
              name -> names.computeIfAbsent(name.kind(), none -> new ArrayList<>()).add(name.id()));
    }
    for (var named : names.entrySet()) {
      fetchRecorded(named.getKey(), named.getValue());
    }
  }

  private void fetchRecorded(Operation.Kind kind, List<Bytes> ids) throws SQLException {
    int size;
    for (int from = 0; from < ids.size(); from += size) {
      size = SqlStatements.listSize(ids.size() - from);
      List<Bytes> chunk = ids.subList(from, Math.min(ids.size(), from + size));
      int parameters = size;
      session.query(
          session.statements().selectOutcomes(parameters),
          statement -> {
            statement.setInt(1, Recorded.code(kind));
            for (int i = 0; i < parameters; i++) {
              statement.setBytes(i + 2, chunk.get(Math.min(i, chunk.size() - 1)).toByteArray());
            }
          },
          row -> {
            Work.Name name = new Work.Name(kind, Bytes.wrap(row.getBytes(1)));
            recorded.put(name, Recorded.read(row));
          });
    }
  }

  private void judge(Work work) {
    if (work.isDropped()) {
      return;
    }
    try {
      if (work instanceof Work.Commit commit) {
        Outcome outcome = judge(commit.attempt());
        answers.add(() -> commit.complete(outcome));
      } else if (work instanceof Work.Resolve resolve) {
        Optional<Resolution> resolution = resolve(resolve.name().orElseThrow());
        answers.add(() -> resolve.complete(resolution));
      }
    } catch (StoreException refusal) {
      answers.add(() -> work.fail(refusal));
    }
  }

  private Outcome judge(Attempt attempt) {
    Optional<Outcome> before = attempt.operation().flatMap(this::outcomeOf);
    if (before.isPresent()) {
      return before.get();
    }
    long revision = head.header().revision() + 1;
    CommitPlan plan = CommitPlan.of(attempt, head, revision, limits);
    if (plan.events().isEmpty()) {
      return Outcome.unchanged(head.header());
    }
    head.apply(revision, plan.events());
    commits.add(new ChangeLog.Commit(revision, LogRow.fingerprint(nonce), plan.events()));
    bytes += plan.events().stream().mapToLong(Event::serializedSize).sum();
    attempt
        .operation()
        .ifPresent(
            operation ->
                record(
                    Work.Name.of(operation.kind(), operation.id()),
                    new Recorded(
                        Recorded.State.COMMITTED, operation.hash(), revision, plan.deleted())));
    return Outcome.wrote(head.header(), plan.deleted());
  }

  private Optional<Outcome> outcomeOf(Operation operation) {
    Optional<Recorded> found =
        Optional.ofNullable(recorded.get(Work.Name.of(operation.kind(), operation.id())));
    return found.map(
        row -> {
          if (row.state() == Recorded.State.REFUSED) {
            throw Refusals.unknown(new TxnId(operation.id()));
          }
          Outcome.requireSameContent(operation, row.hash());
          return outcome(row);
        });
  }

  private Optional<Resolution> resolve(Work.Name name) {
    Recorded row = recorded.get(name);
    if (row == null) {
      record(
          name, new Recorded(Recorded.State.REFUSED, Bytes.empty(), head.header().revision(), 0));
      return Optional.empty();
    }
    return row.state() == Recorded.State.REFUSED
        ? Optional.empty()
        : Optional.of(new Resolution(outcome(row), row.hash()));
  }

  private Outcome outcome(Recorded row) {
    return new Outcome(
        new Header(row.revision(), head.meta().historyId()),
        OptionalLong.of(row.revision()),
        row.deleted());
  }

  private void record(Work.Name name, Recorded row) {
    recorded.put(name, row);
    newlyRecorded.put(name, row);
  }

  /** Returns whether there is nothing to write. */
  boolean isEmpty() {
    return commits.isEmpty() && newlyRecorded.isEmpty();
  }

  /** Writes what was decided, but for what {@link #finish} writes. */
  void write() throws SQLException {
    if (putAlone().isEmpty() && !commits.isEmpty()) {
      writeLog();
      writeEntries();
    }
    if (!newlyRecorded.isEmpty()) {
      List<Insert.Row> rows = new ArrayList<>();
      newlyRecorded.forEach((name, outcome) -> rows.add(outcome.row(name)));
      session.statements().insertOutcomes.run(session, rows);
    }
  }

  /** Moves the counter and commits, in one request where the driver can send both. */
  void finish() throws SQLException {
    Optional<Event.Put> alone = putAlone();
    if (alone.isPresent()) {
      session.updateAndCommit(
          session.statements().putAlone.orElseThrow(),
          put -> LogRow.bindAlone(put, alone.get(), nonce));
    } else if (!commits.isEmpty()) {
      session.updateAndCommit(
          session.statements().updateRevision,
          update -> {
            update.setLong(1, meta().revision());
            update.setLong(2, nonce);
          });
    } else {
      session.commit();
    }
  }

  /** Returns the put that is all that there is to write, if one is and all fits one request. */
  private Optional<Event.Put> putAlone() {
    boolean single =
        session.statements().putAlone.isPresent()
            && commits.size() == 1
            && commits.get(0).events().size() == 1
            && newlyRecorded.isEmpty();
    return single && commits.get(0).events().get(0) instanceof Event.Put put
        ? Optional.of(put)
        : Optional.empty();
  }

  private void writeLog() throws SQLException {
    List<LogRow> rows = new ArrayList<>();
    commits.forEach(commit -> rows.addAll(LogRow.of(commit, nonce)));
    session.statements().insertLog.run(session, rows);
  }

  /** Writes each changed key once, however often the group changed it. */
  private void writeEntries() throws SQLException {
    List<EntryRow> entries = new ArrayList<>();
    List<Bytes> deleted = new ArrayList<>();
    head.changed()
        .forEach(
            (key, entry) ->
                entry.ifPresentOrElse(
                    left -> entries.add(new EntryRow(left)), () -> deleted.add(key)));
    if (!entries.isEmpty()) {
      session.statements().upsertEntries.run(session, entries);
    }
    if (!deleted.isEmpty()) {
      PreparedStatement delete = session.prepare(session.statements().deleteEntry);
      for (Bytes key : deleted) {
        delete.setBytes(1, key.toByteArray());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  /** Returns the counter's row as the group leaves it. */
  SqlMeta meta() {
    return commits.isEmpty()
        ? head.meta()
        : head.meta().advancedTo(head.header().revision(), nonce);
  }

  /** Returns the group's commits, in order. */
  List<ChangeLog.Commit> commits() {
    return commits;
  }

  /** Returns what tells the callers; to be run once the transaction is durable. */
  List<Runnable> answers() {
    return answers;
  }
}
