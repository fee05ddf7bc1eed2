package dev.holdfast.store;

import java.util.Optional;

/**
 * The keys from one bound to another, half-open.
 *
 * @param from the least key, inclusive
 * @param until the bound above, exclusive; nothing means no bound
 */
public record KeyInterval(Bytes from, Optional<Bytes> until) {

  /**
   * Returns the interval of exactly one key.
   *
   * @param key the key
   */
  public static KeyInterval of(Bytes key) {
    return new KeyInterval(key, Optional.of(key.successor()));
  }

  /**
   * Returns whether a key lies in the interval.
   *
   * @param key any key
   */
  public boolean contains(Bytes key) {
    return key.compareTo(from) >= 0 && (until.isEmpty() || key.compareTo(until.get()) < 0);
  }

  /** Returns whether exactly one key can lie in the interval, which is its lower bound. */
  public boolean isOneKey() {
    return until.isPresent()
        && until.get().size() == from.size() + 1
        && until.get().equals(from.successor());
  }

  /** Returns whether no key can lie in the interval. */
  public boolean isEmpty() {
    return until.isPresent() && from.compareTo(until.get()) >= 0;
  }

  /**
   * Returns the part of the interval that lies behind a key.
   *
   * @param key any key
   */
  public KeyInterval after(Bytes key) {
    return startingAt(key.successor());
  }

  /**
   * Returns the part of the interval that lies at or behind a key.
   *
   * @param key any key
   */
  public KeyInterval startingAt(Bytes key) {
    return key.compareTo(from) <= 0 ? this : new KeyInterval(key, until);
  }

  /**
   * Returns the part of the interval up to and with a key.
   *
   * @param key any key
   */
  public KeyInterval through(Bytes key) {
    Bytes end = key.successor();
    return until.isPresent() && until.get().compareTo(end) <= 0
        ? this
        : new KeyInterval(from, Optional.of(end));
  }
}
