package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;

/**
 * A record as it is stored, with the few fields that indexes and filters need; the rest is decoded
 * when it is asked for.
 */
public abstract sealed class Row permits EntryRow, NodeRow, NodeSelectorsRow, PlainRow {

  /** The field of every stored message that holds the record's name. */
  static final int NAME = 1;

  private static final int SCHEME_LENGTH = "spiffe://".length();

  private final Bytes value;
  private final long createRevision;
  private final long modRevision;
  private final int position;

  Row(Origin origin) {
    this.value = origin.value();
    this.createRevision = origin.createRevision();
    this.modRevision = origin.modRevision();
    this.position = origin.position();
  }

  /**
   * Where a row comes from.
   *
   * @param value the stored message
   * @param createRevision the revision at which the record came into being
   * @param modRevision the revision at which it was last written
   * @param position where it stood among those created by one commit
   */
  record Origin(Bytes value, long createRevision, long modRevision, int position) {}

  /** Returns the kind of record. */
  public abstract RecordKind kind();

  /** Returns the stored message. */
  public Bytes value() {
    return value;
  }

  /** Returns the revision at which the record came into being. */
  public long createRevision() {
    return createRevision;
  }

  /** Returns the revision at which the record was last written. */
  public long modRevision() {
    return modRevision;
  }

  /** Returns where the record stood among those created by one commit. */
  public int position() {
    return position;
  }

  /** Returns the record's {@link dev.holdfast.datastore.IdentityRecord#key}. */
  public String name() {
    return WireFields.text(value, NAME);
  }

  /** Returns the key under which the record is stored. */
  public Bytes key() {
    return Layout.key(kind(), name());
  }

  /** Returns whether the record is stored under a key. */
  boolean hasKey(Bytes key) {
    if (key.size() <= Layout.NAME_OFFSET + Layout.LONGEST_NAME && !isHashed(key)) {
      return WireFields.equals(value, NAME, nameOffset(), key, Layout.NAME_OFFSET);
    }
    return key().equals(key);
  }

  private static boolean isHashed(Bytes key) {
    return key.size() > Layout.NAME_OFFSET && key.byteAt(Layout.NAME_OFFSET) == '#';
  }

  /** How many characters of the name do not stand in the key. */
  private int nameOffset() {
    return Layout.isSpiffeId(kind()) ? SCHEME_LENGTH : 0;
  }

  /** Returns whether this row precedes another in the order of creation. */
  boolean precedes(Row other) {
    return !follows(other.createRevision, other.position);
  }

  /** Returns whether this row is behind a place in the order of creation. */
  boolean follows(long revision, int place) {
    return createRevision > revision || (createRevision == revision && position > place);
  }
}
