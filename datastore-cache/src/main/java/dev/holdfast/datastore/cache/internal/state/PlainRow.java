package dev.holdfast.datastore.cache.internal.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.Optional;

/** The row of a record that is found by its key only, or not looked for at all. */
public final class PlainRow extends Row {

  private final RecordKind kind;

  PlainRow(RecordKind kind, Origin origin) {
    super(origin);
    this.kind = kind;
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
    ByteString name = ByteString.copyFrom(key.substring(Layout.NAME_OFFSET).asByteBuffer());
    UnknownFieldSet message =
        UnknownFieldSet.newBuilder()
            .addField(NAME, UnknownFieldSet.Field.newBuilder().addLengthDelimited(name).build())
            .build();
    return new PlainRow(kind, new Origin(Bytes.wrap(message.toByteArray()), 0, 0, 0));
  }

  @Override
  public RecordKind kind() {
    return kind;
  }
}
