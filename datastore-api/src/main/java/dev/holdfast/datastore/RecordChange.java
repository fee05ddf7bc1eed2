package dev.holdfast.datastore;

import java.util.Set;

/**
 * The change of one record among others.
 *
 * @param record the key and the new values; those of other fields are not looked at
 * @param fields the fields that change
 * @param expectation what must hold of the record
 * @param <T> the kind of record
 * @param <F> its fields
 */
public record RecordChange<T extends IdentityRecord, F extends Enum<F>>(
    T record, Set<F> fields, Expectation expectation) {

  /** Copies the fields. */
  public RecordChange {
    fields = Set.copyOf(fields);
  }

  /**
   * Makes a change that expects nothing of the record.
   *
   * @param record the key and the new values; those of other fields are not looked at
   * @param fields the fields that change
   */
  public RecordChange(T record, Set<F> fields) {
    this(record, fields, Expectation.any());
  }
}
