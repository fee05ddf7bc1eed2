package dev.holdfast.store;

/**
 * The name of a single put or delete, by which it can be repeated without being applied twice.
 *
 * @param value the name, up to 128 bytes
 */
public record RequestId(String value) {

  /** Returns a fresh id of 128 random bits. */
  public static RequestId random() {
    return new RequestId(TxnId.random().value());
  }

  @Override
  public String toString() {
    return value;
  }
}
