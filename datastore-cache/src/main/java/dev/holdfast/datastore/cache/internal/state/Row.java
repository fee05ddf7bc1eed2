package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.tree.HashTrie;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.Optional;

/** A record, with what indexes and filters need. */
public abstract sealed class Row implements HashTrie.Keyed<Object> permits PlainRow, RecordRow {

  private final int position;
  private final int keyHash;

  /** Where the row stands in its table. Written before anybody else sees the row. */
  private int ordinal;

  Row(int position, Object key) {
    this.position = position;
    this.keyHash = key.hashCode();
  }

  /** Returns the kind of record. */
  public abstract RecordKind kind();

  /** Returns the stored message. */
  public abstract Bytes value();

  /** Returns the revision at which the record came into being. */
  public abstract long createRevision();

  /** Returns the revision at which the record was last written. */
  public abstract long modRevision();

  /** Returns where the record stood among those created by one commit. */
  public int position() {
    return position;
  }

  /**
   * Returns what the row is found by in its table: a SPIFFE id where names are SPIFFE ids, and
   * otherwise the name.
   */
  @Override
  public abstract Object key();

  @Override
  public int keyHash() {
    return keyHash;
  }

  /** Returns the record's {@link dev.holdfast.datastore.IdentityRecord#key}. */
  public String name() {
    return key().toString();
  }

  /** Returns the key under which the record is stored. */
  public Bytes storedKey() {
    return Layout.key(kind(), name());
  }

  /**
   * Returns whether this is the row of a stored value.
   *
   * @param stored the value, under the row's key, with its revisions
   */
  public abstract boolean isOf(KeyValue stored);

  /** Returns whether a row of the same key, perhaps of another history, says the same. */
  abstract boolean isSameAs(Row other);

  /** Returns the same row, which is to stand somewhere else. */
  abstract Row copy();

  /** Returns where the row stands in its table. */
  public int ordinal() {
    return ordinal;
  }

  /** Sets where the row stands, before anybody else sees it. */
  void place(int at) {
    ordinal = at;
  }

  /** Returns the key under which the record is stored, if the name does not stand in it. */
  Optional<Bytes> opaqueKey() {
    return Layout.opaqueKey(kind(), name());
  }

  /** Returns whether this row is behind a place in the order of creation. */
  boolean follows(long revision, int place) {
    long created = createRevision();
    return created > revision || (created == revision && position > place);
  }
}
