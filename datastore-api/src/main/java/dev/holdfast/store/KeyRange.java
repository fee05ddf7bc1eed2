package dev.holdfast.store;

/**
 * The keys that a request speaks of: one key, or every key with a prefix.
 *
 * <p>Built by {@link #key}, {@link #prefix} and {@link #all}.
 */
public sealed interface KeyRange {

  /**
   * Returns the range of exactly one key.
   *
   * @param key the key; a store refuses an empty one with {@link ErrorReason#KEY_EMPTY}
   */
  static KeyRange key(Bytes key) {
    return new SingleKey(key);
  }

  /**
   * Returns the range of every key that begins with some bytes, the bytes themselves included.
   *
   * @param prefix the bytes; empty means every key
   */
  static KeyRange prefix(Bytes prefix) {
    return new Prefix(prefix);
  }

  /** Returns the range of every key. */
  static KeyRange all() {
    return new Prefix(Bytes.empty());
  }

  /**
   * Returns whether a key lies in the range.
   *
   * @param key any key
   */
  boolean contains(Bytes key);

  /** Returns the same keys as a half-open interval. */
  KeyInterval interval();

  /**
   * Exactly one key.
   *
   * @param key the key
   */
  record SingleKey(Bytes key) implements KeyRange {
    @Override
    public boolean contains(Bytes other) {
      return key.equals(other);
    }

    @Override
    public KeyInterval interval() {
      return KeyInterval.of(key);
    }
  }

  /**
   * Every key that begins with some bytes.
   *
   * @param prefix the bytes
   */
  record Prefix(Bytes prefix) implements KeyRange {
    @Override
    public boolean contains(Bytes key) {
      return key.startsWith(prefix);
    }

    @Override
    public KeyInterval interval() {
      return new KeyInterval(prefix, prefix.prefixEnd());
    }
  }
}
