package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.StoreEngine.Resolution;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What named commits came to, for as long as it can be asked for. Guarded by the commit lock. */
final class Outcomes {

  private final Map<Name, Kept> byName = new LinkedHashMap<>();
  private final long retentionNanos;

  private record Name(Operation.Kind kind, String id) {}

  /** An outcome, or none where the name was fenced before it was used. */
  private record Kept(Optional<Outcome> outcome, Bytes hash, long nanos) {}

  Outcomes(Duration retention) {
    this.retentionNanos = retention.toNanos();
  }

  /** Returns what the commit of this name came to, if it was made. */
  Optional<Outcome> find(Operation operation) {
    Optional<Kept> kept =
        Optional.ofNullable(byName.get(new Name(operation.kind(), operation.id())));
    kept.ifPresent(
        found -> {
          if (found.outcome().isEmpty()) {
            throw Refusals.unknown(new TxnId(operation.id()));
          }
          Outcome.requireSameContent(operation, found.hash());
        });
    return kept.flatMap(Kept::outcome);
  }

  void keep(Operation operation, Outcome outcome) {
    long now = System.nanoTime();
    cut(now);
    byName.put(
        new Name(operation.kind(), operation.id()),
        new Kept(Optional.of(outcome), operation.hash(), now));
  }

  Optional<Resolution> findOrFence(TxnId txn) {
    long now = System.nanoTime();
    cut(now);
    Kept kept =
        byName.computeIfAbsent(
            new Name(Operation.Kind.TRANSACTION, txn.value()),
            fenced -> new Kept(Optional.empty(), Bytes.empty(), now));
    return kept.outcome().map(outcome -> new Resolution(outcome, kept.hash()));
  }

  private void cut(long now) {
    Iterator<Kept> oldestFirst = byName.values().iterator();
    while (oldestFirst.hasNext() && now - oldestFirst.next().nanos() > retentionNanos) {
      oldestFirst.remove();
    }
  }
}
