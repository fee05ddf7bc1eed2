package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.time.Instant;
import java.util.Optional;

/** The row of a registration entry. */
public final class EntryRow extends RecordRow<RegistrationEntry> {

  private final String id;
  private final Word<Members<Selector>> selectors;
  private final Word<Members<TrustDomain>> federatesWith;

  EntryRow(
      Origin<RegistrationEntry> origin,
      Word<Members<Selector>> selectors,
      Word<Members<TrustDomain>> federatesWith) {
    super(origin, origin.stored().value().id());
    this.id = origin.stored().value().id();
    this.selectors = selectors;
    this.federatesWith = federatesWith;
  }

  @Override
  EntryRow copy() {
    return new EntryRow(origin(), selectors, federatesWith);
  }

  @Override
  public String key() {
    return id;
  }

  Optional<SpiffeId> parent() {
    return stored().value().parentId();
  }

  Word<Members<Selector>> selectors() {
    return selectors;
  }

  Word<Members<TrustDomain>> federatesWith() {
    return federatesWith;
  }

  String hint() {
    return stored().value().hint();
  }

  boolean downstream() {
    return stored().value().downstream();
  }

  /** Returns the SPIFFE id. */
  public SpiffeId spiffeId() {
    return stored().value().spiffeId();
  }

  /**
   * Returns whether the entry expires before a time.
   *
   * @param time the time
   */
  public boolean expiresBefore(Instant time) {
    return stored().value().expiresAt().filter(end -> end.isBefore(time)).isPresent();
  }
}
