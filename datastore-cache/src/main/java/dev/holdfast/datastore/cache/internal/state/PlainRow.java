package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.Optional;

/**
 * The row of a record that is found by its key only, or not looked for at all: it keeps the stored
 * message, which is decoded when it is asked for.
 */
public final class PlainRow extends Row {

  private final RecordKind kind;
  private final String name;
  private final Bytes value;
  private final long createRevision;
  private final long modRevision;

  PlainRow(RecordKind kind, String name, KeyValue stored, int position) {
    this(kind, name, stored.value(), stored.createRevision(), stored.modRevision(), position);
  }

  private PlainRow(
      RecordKind kind,
      String name,
      Bytes value,
      long createRevision,
      long modRevision,
      int position) {
    super(position, name);
    this.kind = kind;
    this.name = name;
    this.value = value;
    this.createRevision = createRevision;
    this.modRevision = modRevision;
  }

  /**
   * Returns the row of a stored value, if the value can be read.
   *
   * @param kind the kind of record
   * @param stored the key and value, with their revisions
   */
  public static Optional<PlainRow> of(RecordKind kind, KeyValue stored) {
    try {
      return Optional.of(RowReader.plain(kind, stored));
    } catch (UnreadableException e) {
      // Whoever follows the store's changes counts and tells it.
      return Optional.empty();
    }
  }

  /** Returns a row of which only the name is known, which stands in the key as it is. */
  static PlainRow named(RecordKind kind, Bytes key) {
    return new PlainRow(kind, key.substring(Layout.NAME_OFFSET).toUtf8(), Bytes.empty(), 0, 0, 0);
  }

  @Override
  PlainRow copy() {
    return new PlainRow(kind, name, value, createRevision, modRevision, position());
  }

  @Override
  public RecordKind kind() {
    return kind;
  }

  @Override
  public Object key() {
    return name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Bytes value() {
    return value;
  }

  @Override
  public long createRevision() {
    return createRevision;
  }

  @Override
  public long modRevision() {
    return modRevision;
  }

  @Override
  public boolean isOf(KeyValue stored) {
    return modRevision == stored.modRevision() && value.equals(stored.value());
  }

  @Override
  boolean isSameAs(Row other) {
    return createRevision == other.createRevision()
        && modRevision == other.modRevision()
        && value.equals(other.value());
  }
}
