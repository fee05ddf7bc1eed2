package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Precondition;

/**
 * A stored record that a write rests on.
 *
 * @param key its key
 * @param value its stored message
 * @param createRevision the revision at which it came into being
 * @param modRevision the revision at which it was last written
 */
public record Current(Bytes key, Bytes value, long createRevision, long modRevision) {

  static Current of(KeyValue stored) {
    return new Current(stored.key(), stored.value(), stored.createRevision(), stored.modRevision());
  }

  /** Returns the condition that the record has not changed. */
  public Check check() {
    return new Check(key, Precondition.modRevision(modRevision));
  }
}
