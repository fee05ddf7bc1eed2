package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Finds out what became of a commit that etcd answered with "database space exceeded".
 *
 * <p>etcd says so of commits that it turned away, and of the first ones beyond the quota, which it
 * has applied all the same. Either way it has done with them when it says so.
 */
final class SpaceSettlement {

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final Attempt attempt;
  private final long nonce;

  SpaceSettlement(
      EtcdClient client, EtcdKeys keys, EtcdHistory history, Attempt attempt, long nonce) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.attempt = attempt;
    this.nonce = nonce;
  }

  /**
   * Returns the outcome if the commit was applied, and fails with the refusal if not.
   *
   * @param before the latest revision that was seen before the commit was sent
   * @param refusal what is told if the commit was not applied
   */
  CompletableFuture<Optional<Outcome>> settle(long before, StoreException refusal) {
    CompletableFuture<Optional<Outcome>> found;
    if (attempt.operation().isPresent()) {
      Operation named = attempt.operation().get();
      found = read(keys.outcome(named), answer -> recorded(named, answer));
    } else if (attempt.mutations().get(0) instanceof Mutation.Put put) {
      found = read(keys.entry(put.key()), answer -> put(put.key(), before, answer));
    } else {
      return CompletableFuture.failedFuture(refusal); // a delete alone needs no space
    }
    return Branch.after(
        found,
        outcome ->
            outcome.isPresent()
                ? CompletableFuture.completedFuture(outcome)
                : CompletableFuture.failedFuture(refusal),
        failure -> unknown(refusal));
  }

  private static CompletableFuture<Optional<Outcome>> unknown(StoreException refusal) {
    return CompletableFuture.failedFuture(
        new StoreException(ErrorReason.OUTCOME_UNKNOWN, refusal.description(), refusal));
  }

  private CompletableFuture<Optional<Outcome>> read(
      ByteString key, Function<RangeResponse, Optional<Outcome>> judge) {
    return client.range(RangeRequest.newBuilder().setKey(key).build()).thenApply(judge);
  }

  private Optional<Outcome> recorded(Operation named, RangeResponse answer) {
    return answer.getKvsList().stream()
        .findFirst()
        .map(
            stored -> {
              OutcomeRecord kept = OutcomeRecord.read(stored.getValue());
              if (kept.state() == OutcomeRecord.State.REFUSED) {
                throw Refusals.unknown(new TxnId(named.id()));
              }
              return Outcome.wrote(history.header(stored.getModRevision()), kept.deleted());
            });
  }

  private Optional<Outcome> put(Bytes key, long before, RangeResponse answer) {
    if (answer.getKvsCount() == 0 || answer.getKvs(0).getModRevision() <= before) {
      return Optional.empty();
    }
    if (StoredEntry.nonce(answer.getKvs(0)) != nonce) {
      throw new StoreException(
          ErrorReason.OUTCOME_UNKNOWN, "key " + key + " was put by others since");
    }
    return Optional.of(Outcome.wrote(history.header(answer.getKvs(0).getModRevision()), 0));
  }
}
