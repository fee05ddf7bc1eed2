package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import dev.holdfast.proto.datastore.v1.Metadata;

/** What the DataStore notes of a record, to and from its message. */
public final class StoredCodec {

  private StoredCodec() {}

  /**
   * Returns the message of what is noted of a record, as answers tell it.
   *
   * @param stored the record
   */
  public static Metadata encode(Stored<?> stored) {
    return Metadata.newBuilder()
        .setCreateRevision(stored.createRevision())
        .setModRevision(stored.modRevision())
        .setRevisionNumber(stored.revisionNumber())
        .setCreatedAt(Times.encode(stored.createdAt()))
        .build();
  }

  /**
   * Returns a record with what an answer tells of it.
   *
   * @param value the record
   * @param historyId the history of the answer
   * @param metadata what the answer tells
   * @param <T> the kind of record
   */
  public static <T extends IdentityRecord> Stored<T> decode(
      T value, String historyId, Metadata metadata) {
    return new Stored<>(
        value,
        historyId,
        metadata.getCreateRevision(),
        metadata.getModRevision(),
        metadata.getRevisionNumber(),
        Times.decode(metadata.getCreatedAt()));
  }
}
