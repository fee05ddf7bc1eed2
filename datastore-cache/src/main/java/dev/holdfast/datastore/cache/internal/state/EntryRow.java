package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.store.Bytes;
import java.time.Instant;

/** The row of a registration entry. */
public final class EntryRow extends Row {

  private static final int SPIFFE_ID = 3;
  private static final int EXPIRES_AT = 12;
  private static final int HINT = 6;

  private final int parent;
  private final int[] selectors;
  private final int[] federatesWith;
  private final boolean downstream;

  /**
   * Makes a row.
   *
   * @param origin where it comes from
   * @param fields what filters need
   */
  EntryRow(Origin origin, Fields fields) {
    super(origin);
    this.parent = fields.parent();
    this.selectors = fields.selectors();
    this.federatesWith = fields.federatesWith();
    this.downstream = fields.downstream();
  }

  /**
   * What filters need of an entry.
   *
   * @param parent the parent id's number
   * @param selectors the selectors' numbers, ascending
   * @param federatesWith the trust domains' numbers, ascending
   * @param downstream whether the entry is of a downstream server
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; handed over, not shared
  record Fields(int parent, int[] selectors, int[] federatesWith, boolean downstream) {}

  @Override
  public RecordKind kind() {
    return RecordKind.REGISTRATION_ENTRY;
  }

  int parent() {
    return parent;
  }

  int[] selectors() {
    return selectors;
  }

  int[] federatesWith() {
    return federatesWith;
  }

  boolean downstream() {
    return downstream;
  }

  /** Returns the SPIFFE id. */
  public String spiffeId() {
    return WireFields.text(value(), SPIFFE_ID);
  }

  /**
   * Returns whether the entry expires before a time.
   *
   * @param time the time
   */
  public boolean expiresBefore(Instant time) {
    return WireFields.time(value(), EXPIRES_AT).filter(end -> end.isBefore(time)).isPresent();
  }

  int spiffeIdHash() {
    return WireFields.hash(value(), SPIFFE_ID);
  }

  boolean hasSpiffeId(Bytes text) {
    return WireFields.equals(value(), SPIFFE_ID, text);
  }

  int hintHash() {
    return WireFields.hash(value(), HINT);
  }

  boolean hasHint(Bytes text) {
    return WireFields.equals(value(), HINT, text);
  }
}
