package dev.holdfast.store;

/** One change of a transaction. */
public sealed interface Mutation {

  /**
   * Returns the mutation that writes a key.
   *
   * @param key the key
   * @param value the value; may be empty
   */
  static Mutation put(Bytes key, Bytes value) {
    return new Put(key, value);
  }

  /**
   * Returns the mutation that deletes a range.
   *
   * @param range the keys to delete
   */
  static Mutation delete(KeyRange range) {
    return new Delete(range);
  }

  /**
   * Writes a key.
   *
   * @param key the key
   * @param value the value
   */
  record Put(Bytes key, Bytes value) implements Mutation {}

  /**
   * Deletes a range.
   *
   * @param range the keys
   */
  record Delete(KeyRange range) implements Mutation {}
}
