package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.Cursor.delimited;
import static dev.holdfast.datastore.cache.internal.state.Cursor.number;

import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.state.Cursor.OtherSpellingException;
import dev.holdfast.store.KeyValue;
import java.time.Instant;

/**
 * What is noted of a stored record.
 *
 * @param revisionNumber how often it was updated
 * @param createdAt when it was created
 * @param position where it stood among those created by one commit
 */
record Noted(long revisionNumber, Instant createdAt, int position) {

  private static final int METADATA = delimited(15);
  private static final int REVISION_NUMBER = number(3);
  private static final int CREATED_AT = delimited(4);
  private static final int POSITION = number(5);

  /** Reads what is noted, the last field of every stored message. */
  static Noted read(Cursor in, SharedTimes times) throws OtherSpellingException {
    in.require(METADATA);
    int outer = in.enter();
    long revisionNumber = in.take(REVISION_NUMBER) ? in.varint() : 0;
    in.require(CREATED_AT);
    Instant createdAt = times.share(in.time()).orElseThrow();
    int position = in.take(POSITION) ? in.uint32() : 0;
    in.leave(outer);
    return new Noted(revisionNumber, createdAt, position);
  }

  <T extends IdentityRecord> RecordRow.Origin<T> origin(
      T record, KeyValue stored, String historyId) {
    return new RecordRow.Origin<>(
        new Stored<>(
            record,
            historyId,
            stored.createRevision(),
            stored.modRevision(),
            revisionNumber,
            createdAt),
        position,
        Hash.of(stored.value()),
        null);
  }
}
