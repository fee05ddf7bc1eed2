package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.SpiffeId;
import java.time.Instant;

/** The row of an attested node. */
public final class NodeRow extends RecordRow<AttestedNode> {

  private final Word<String> attestationType;

  NodeRow(Origin<AttestedNode> origin, Word<String> attestationType) {
    super(origin, origin.stored().value().id());
    this.attestationType = attestationType;
  }

  @Override
  NodeRow copy() {
    return new NodeRow(origin(), attestationType);
  }

  @Override
  public SpiffeId key() {
    return stored().value().id();
  }

  Word<String> attestationType() {
    return attestationType;
  }

  boolean banned() {
    return stored().value().banned();
  }

  boolean canReattest() {
    return stored().value().canReattest();
  }

  private Instant certNotAfter() {
    return stored().value().certNotAfter().orElse(Instant.EPOCH);
  }

  /** Returns whether the certificate expires before a time. */
  boolean expiresBefore(Instant time) {
    return certNotAfter().isBefore(time);
  }

  /** Returns whether the certificate expires after a time. */
  boolean expiresAfter(Instant time) {
    return certNotAfter().isAfter(time);
  }
}
