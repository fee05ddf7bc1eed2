package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * The row of a record that is kept as it is told.
 *
 * <p>The stored message is kept beside it only where this version would not write the record so:
 * where it has fields that this version does not know, or is spelled in another way.
 *
 * @param <T> the kind of record
 */
public abstract sealed class RecordRow<T extends IdentityRecord> extends Row
    permits EntryRow, NodeRow, NodeSelectorsRow {

  private final Stored<T> stored;
  private final @Nullable Bytes message;
  private final int hash;

  RecordRow(Origin<T> origin, Object key) {
    super(origin.position(), key);
    this.stored = origin.stored();
    this.message = origin.message();
    this.hash = origin.hash();
  }

  /**
   * Where a row comes from.
   *
   * @param stored the record
   * @param position where it stood among those created by one commit
   * @param hash the hash of the stored message
   * @param message the stored message, where this version would write another
   * @param <T> the kind of record
   */
  record Origin<T extends IdentityRecord>(
      Stored<T> stored, int position, int hash, @Nullable Bytes message) {}

  Origin<T> origin() {
    return new Origin<>(stored, position(), hash, message);
  }

  /** Returns the record as it is told. */
  public Stored<T> stored() {
    return stored;
  }

  @Override
  public RecordKind kind() {
    return stored.value().kind();
  }

  @Override
  public long createRevision() {
    return stored.createRevision();
  }

  @Override
  public long modRevision() {
    return stored.modRevision();
  }

  @Override
  public Bytes value() {
    return message != null ? message : encode(stored, position());
  }

  /** Returns the message of a record in the form in which this version stores it. */
  static <T extends IdentityRecord> Bytes encode(Stored<T> stored, int position) {
    Metadata metadata =
        Metadata.newBuilder()
            .setRevisionNumber(stored.revisionNumber())
            .setCreatedAt(Times.encode(stored.createdAt()))
            .setPosition(position)
            .build();
    return Bytes.wrap(Messages.of(stored.value(), metadata).toByteArray());
  }

  /** A record of one history and revision has one value; the hash is for stores that err. */
  @Override
  public boolean isOf(KeyValue value) {
    return stored.modRevision() == value.modRevision()
        && stored.createRevision() == value.createRevision()
        && hash == Hash.of(value.value());
  }

  @Override
  boolean isSameAs(Row other) {
    return other instanceof RecordRow<?> that
        && createRevision() == that.createRevision()
        && modRevision() == that.modRevision()
        && value().equals(that.value());
  }

  /** Returns whether the stored message is kept. */
  boolean keepsMessage() {
    return message != null;
  }
}
