package dev.holdfast.datastore;

import dev.holdfast.store.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server notes of the authorities that it signs with.
 *
 * @param id the journal's key, up to 255 of {@code A-Z}, {@code a-z}, {@code 0-9}, {@code _},
 *     {@code .} and {@code -}
 * @param data what the server wrote
 * @param activeX509AuthorityId the id of the X.509 authority that is active; not empty, not unique
 * @param expiresAt when the last of the journal's authorities expires; nothing means never
 */
public record CaJournal(
    String id, Bytes data, String activeX509AuthorityId, Optional<Instant> expiresAt)
    implements IdentityRecord {

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Makes a journal with an id of its own, a random number below 2^63 in decimal digits.
   *
   * @param data what the server writes
   * @param activeX509AuthorityId the id of the X.509 authority that is active
   * @param expiresAt when the last of the journal's authorities expires; nothing means never
   */
  public CaJournal(Bytes data, String activeX509AuthorityId, Optional<Instant> expiresAt) {
    this(Long.toString(RANDOM.nextLong() & Long.MAX_VALUE), data, activeX509AuthorityId, expiresAt);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.CA_JOURNAL;
  }

  /** Returns the id. */
  @Override
  public String key() {
    return id;
  }
}
