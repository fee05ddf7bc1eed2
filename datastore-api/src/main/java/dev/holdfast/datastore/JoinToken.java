package dev.holdfast.datastore;

import java.time.Instant;

/**
 * A secret that lets one agent be attested once: whoever deletes it has redeemed it.
 *
 * @param token the token, of 1 to 255 bytes; the key
 * @param expiresAt when it expires
 */
public record JoinToken(String token, Instant expiresAt) implements IdentityRecord {

  @Override
  public RecordKind kind() {
    return RecordKind.JOIN_TOKEN;
  }

  /** Returns the token. */
  @Override
  public String key() {
    return token;
  }
}
