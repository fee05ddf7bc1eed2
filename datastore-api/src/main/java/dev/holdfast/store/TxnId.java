package dev.holdfast.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The name of a transaction.
 *
 * <p>A client chooses up to 64 bytes of it for {@link BeginRequest} and for one-shot commits; the
 * id that {@link BeginResult} answers also names the incarnation of the store, and is what all
 * later calls carry.
 *
 * @param value the name, up to 128 bytes
 */
public record TxnId(String value) {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Returns a fresh id of 128 random bits. */
  public static TxnId random() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return new TxnId(HexFormat.of().formatHex(bits));
  }

  @Override
  public String toString() {
    return value;
  }
}
