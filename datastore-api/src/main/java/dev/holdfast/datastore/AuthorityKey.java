package dev.holdfast.datastore;

import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A public key that verifies JWT-SVIDs or WIT-SVIDs.
 *
 * @param keyId the key's id
 * @param publicKey the key, PKIX in DER
 * @param notAfter when it expires; nothing means never
 * @param tainted whether what it signed is no longer trusted
 */
public record AuthorityKey(
    String keyId, Bytes publicKey, Optional<Instant> notAfter, boolean tainted) {

  /**
   * Returns a key that is trusted and never expires.
   *
   * @param keyId the key's id
   * @param publicKey the key, PKIX in DER
   */
  public static AuthorityKey of(String keyId, Bytes publicKey) {
    return new AuthorityKey(keyId, publicKey, Optional.empty(), false);
  }

  /**
   * Returns the same key with a time at which it expires.
   *
   * @param time the time
   */
  public AuthorityKey expiringAt(Instant time) {
    return new AuthorityKey(keyId, publicKey, Optional.of(time), tainted);
  }

  /** Returns the same key, tainted. */
  public AuthorityKey asTainted() {
    return new AuthorityKey(keyId, publicKey, notAfter, true);
  }
}
