package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.SpiffeId;
import java.time.Instant;

/** The row of an attested node. */
public final class NodeRow extends RecordRow<AttestedNode> {

  NodeRow(Origin<AttestedNode> origin) {
    super(origin, origin.stored().value().id());
  }

  @Override
  NodeRow copy() {
    return new NodeRow(origin());
  }

  @Override
  public SpiffeId key() {
    return stored().value().id();
  }

  String attestationType() {
    return stored().value().attestationType();
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
