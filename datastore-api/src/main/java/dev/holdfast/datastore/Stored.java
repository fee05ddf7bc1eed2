package dev.holdfast.datastore;

import java.time.Instant;

/**
 * A record as it is stored, with what the DataStore notes of it.
 *
 * @param value the record
 * @param historyId the history to which the revisions belong
 * @param createRevision the revision at which the record came into being
 * @param modRevision the revision at which it was last written
 * @param revisionNumber how often it was updated: 0 at creation
 * @param createdAt when it was created
 * @param <T> the kind of record
 */
public record Stored<T extends IdentityRecord>(
    T value,
    String historyId,
    long createRevision,
    long modRevision,
    long revisionNumber,
    Instant createdAt) {

  /** Returns the state in which the record was last written. */
  public Floor floor() {
    return new Floor(historyId, modRevision);
  }

  /**
   * Returns the same notes of another form of the record.
   *
   * @param other the record in that form
   */
  public Stored<T> with(T other) {
    return new Stored<>(other, historyId, createRevision, modRevision, revisionNumber, createdAt);
  }
}
