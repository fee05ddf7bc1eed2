package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/** Writes of CA journals. */
public final class CaJournalWrites {

  private static final int OPERATIONS = 2;

  private final Commits commits;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param clock tells when journals are created
   */
  public CaJournalWrites(Commits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Creates a journal.
   *
   * @param journal the journal
   */
  public Stored<CaJournal> create(CaJournal journal) {
    Rules.check(journal);
    Bytes key = key(journal.id());
    return commits.commit(
        source -> {
          if (source.record(key).isPresent()) {
            throw Messages.exists(describe(journal), "there is one; update it instead");
          }
          Metadata metadata = Messages.created(clock.instant(), 0);
          Bytes value =
              Messages.encode(
                  CaJournalCodec.encode(journal).toBuilder().setMetadata(metadata).build(),
                  describe(journal),
                  commits.limits());
          return new Plan.Builder()
              .absent(key)
              .put(key, value)
              .answering(floor -> Messages.written(journal, metadata, floor.revision(), floor));
        });
  }

  /**
   * Changes every field of a journal but its id.
   *
   * @param journal the id and the new values
   * @param expectation what must hold of the journal
   */
  public Stored<CaJournal> update(CaJournal journal, Expectation expectation) {
    Rules.check(journal);
    return commits.commit(
        source -> {
          Current record =
              source
                  .record(key(journal.id()))
                  .orElseThrow(() -> Messages.notFound(describe(journal)));
          Messages.requireExpected(describe(journal), record, expectation);
          var message = parse(record);
          var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
          CaJournalCodec.write(journal, changed);
          Bytes value = Messages.encode(changed.build(), describe(journal), commits.limits());
          return new Plan.Builder()
              .unchanged(record)
              .put(record.key(), value)
              .answering(
                  floor ->
                      Messages.written(
                          journal, changed.getMetadata(), record.createRevision(), floor));
        });
  }

  /**
   * Deletes journals that have expired.
   *
   * @param candidates the keys of journals that may have
   * @param seen the state in which they may have
   * @param expired tells whether a journal has
   */
  public Pruned prune(List<Bytes> candidates, Floor seen, Predicate<CaJournal> expired) {
    return new Pruning(
            commits,
            record -> expired.test(CaJournalCodec.decode(parse(record))),
            (source, record, budget, plan) -> {
              boolean fits = budget.take(OPERATIONS);
              if (fits) {
                plan.unchanged(record).delete(record.key());
              }
              return fits;
            })
        .prune(candidates, seen);
  }

  private static Bytes key(String id) {
    return Layout.key(RecordKind.CA_JOURNAL, id);
  }

  private static dev.holdfast.proto.datastore.v1.CaJournal parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.CaJournal.parser());
  }

  private static String describe(CaJournal journal) {
    return CaJournalCodec.OBJECT + " " + journal.id();
  }
}
