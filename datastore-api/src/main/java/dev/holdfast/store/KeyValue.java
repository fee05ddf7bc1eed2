package dev.holdfast.store;

/**
 * An entry of a {@link Store}.
 *
 * <p>Inside the transaction that wrote it, an entry that is not committed yet has mod revision 0,
 * and so has the create revision of a new key.
 *
 * @param key the key
 * @param value the value; may be empty, and is where only keys were asked for
 * @param createRevision the revision at which the key came into being
 * @param modRevision the revision of its last put
 * @param version how many puts it has seen since it was created, from 1
 */
public record KeyValue(
    Bytes key, Bytes value, long createRevision, long modRevision, long version) {

  /** Returns the same entry with an empty value. */
  public KeyValue withoutValue() {
    return value.isEmpty()
        ? this
        : new KeyValue(key, Bytes.empty(), createRevision, modRevision, version);
  }

  /** Returns roughly how many bytes the entry takes when it is serialized, never fewer. */
  public int serializedSize() {
    return key.size() + value.size() + 48;
  }
}
