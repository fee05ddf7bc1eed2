package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import java.time.Instant;

/** The row of an attested node. */
public final class NodeRow extends Row {

  private final int attestationType;
  private final boolean banned;
  private final boolean canReattest;
  private final long notAfterSeconds;
  private final int notAfterNanos;

  NodeRow(
      Origin origin,
      int attestationType,
      boolean banned,
      boolean canReattest,
      Instant certNotAfter) {
    super(origin);
    this.attestationType = attestationType;
    this.banned = banned;
    this.canReattest = canReattest;
    this.notAfterSeconds = certNotAfter.getEpochSecond();
    this.notAfterNanos = certNotAfter.getNano();
  }

  @Override
  public RecordKind kind() {
    return RecordKind.ATTESTED_NODE;
  }

  int attestationType() {
    return attestationType;
  }

  boolean banned() {
    return banned;
  }

  boolean canReattest() {
    return canReattest;
  }

  /** Returns whether the certificate expires before a time. */
  boolean expiresBefore(Instant time) {
    return notAfterSeconds < time.getEpochSecond()
        || (notAfterSeconds == time.getEpochSecond() && notAfterNanos < time.getNano());
  }

  /** Returns whether the certificate expires after a time. */
  boolean expiresAfter(Instant time) {
    return notAfterSeconds > time.getEpochSecond()
        || (notAfterSeconds == time.getEpochSecond() && notAfterNanos > time.getNano());
  }
}
