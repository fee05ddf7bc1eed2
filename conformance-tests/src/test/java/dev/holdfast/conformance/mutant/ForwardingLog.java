package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.engine.ChangeLog;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A log that hands every call to another. */
abstract class ForwardingLog implements ChangeLog {

  private final ChangeLog whole;

  ForwardingLog(ChangeLog whole) {
    this.whole = whole;
  }

  @Override
  public CompletableFuture<Stretch> read(long after, String historyId) {
    return whole.read(after, historyId);
  }

  @Override
  public CompletableFuture<Void> awaitBeyond(long revision) {
    return whole.awaitBeyond(revision);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> fingerprint(long revision) {
    return whole.fingerprint(revision);
  }
}
