package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;

/** The row of a record that is found by its key only. */
public final class PlainRow extends Row {

  private final RecordKind kind;

  PlainRow(RecordKind kind, Origin origin) {
    super(origin);
    this.kind = kind;
  }

  @Override
  public RecordKind kind() {
    return kind;
  }
}
