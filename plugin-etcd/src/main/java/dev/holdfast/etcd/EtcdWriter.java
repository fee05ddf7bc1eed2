package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.StoreEngine.Resolution;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.TxnResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends commits, each as a transaction of its own, so many at a time that etcd does not turn any
 * away; the others wait their turn.
 *
 * <p>etcd writes what comes at once with one sync, so commits are not put together here: each keeps
 * its own revision. Thread-safe.
 */
final class EtcdWriter implements AutoCloseable {

  private static final int MOST_UNDER_WAY = 1_024;

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final Limits limits;
  private final OutcomeLeases leases;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean closed;

  /** A commit that waits, and the future of its outcome. */
  private static final class Waiting extends CompletableFuture<Outcome> {
    private final Attempt attempt;

    Waiting(Attempt attempt) {
      this.attempt = attempt;
    }
  }

  EtcdWriter(EtcdClient client, EtcdKeys keys, EtcdHistory history, Limits limits) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.limits = limits;
    this.leases = new OutcomeLeases(client, limits.outcomeRetention());
  }

  /** Commits, or has the commit wait; cancelling the future drops a commit that waits. */
  CompletableFuture<Outcome> commit(Attempt attempt) {
    Waiting commit = new Waiting(attempt);
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(Refusals.closed());
      }
      if (underWay >= MOST_UNDER_WAY) {
        if (waiting.size() >= limits.maxQueuedWrites()) {
          return CompletableFuture.failedFuture(
              new StoreException(
                  ErrorReason.NOT_APPLIED, waiting.size() + " writes wait; try again later"));
        }
        waiting.add(commit);
        return commit;
      }
      underWay++;
    }
    start(commit);
    return commit;
  }

  private void start(Waiting first) {
    Optional<Waiting> next = Optional.of(first);
    while (next.isPresent()) {
      Waiting commit = next.get();
      CompletableFuture<Outcome> running =
          new EtcdCommit(client, keys, history, leases, limits, commit.attempt).run();
      if (running.isDone()) {
        next = finish(); // in this loop, so that many quick failures do not deepen the stack
        settle(running, commit);
      } else {
        next = Optional.empty();
        Futures.whenDone(
            running,
            outcome -> finishLater(running, commit),
            failure -> finishLater(running, commit));
      }
    }
  }

  private void finishLater(CompletableFuture<Outcome> done, Waiting commit) {
    Optional<Waiting> next = finish();
    settle(done, commit);
    next.ifPresent(this::start);
  }

  private static void settle(CompletableFuture<Outcome> done, Waiting commit) {
    Futures.whenDone(
        done,
        commit::complete,
        failure -> commit.completeExceptionally(EtcdErrors.ofWrite(failure)));
  }

  /** Ends a commit's turn, and returns whose turn it is. */
  private synchronized Optional<Waiting> finish() {
    Optional<Waiting> next;
    do {
      next = Optional.ofNullable(waiting.poll());
    } while (next.isPresent() && next.get().isDone());
    if (next.isEmpty()) {
      underWay--;
    }
    return next;
  }

  /** Finds out what became of a transaction, and fences it where nothing is known. */
  CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
    Operation named = Operation.transaction(txn, Bytes.empty());
    return leases
        .take()
        .thenCompose(lease -> client.txn(CommitTxn.fence(keys, named, lease).build()))
        .thenApply(this::resolution)
        .exceptionallyCompose(
            failure -> {
              if (EtcdErrors.isLeaseGone(failure)) {
                leases.forget();
              }
              StoreException sorted = EtcdErrors.ofWrite(failure);
              return CompletableFuture.failedFuture(
                  sorted.reason() == ErrorReason.NOT_APPLIED
                      ? new StoreException(
                          ErrorReason.OUTCOME_UNKNOWN, sorted.description(), sorted)
                      : sorted);
            });
  }

  private Optional<Resolution> resolution(TxnResponse answer) {
    if (answer.getSucceeded()) {
      return Optional.empty();
    }
    KeyValue stored = answer.getResponses(0).getResponseRange().getKvs(0);
    OutcomeRecord kept = OutcomeRecord.read(stored.getValue());
    return kept.state() == OutcomeRecord.State.REFUSED
        ? Optional.empty()
        : Optional.of(
            new Resolution(
                Outcome.wrote(history.header(stored.getModRevision()), kept.deleted()),
                kept.hash()));
  }

  @Override
  public void close() {
    Deque<Waiting> dropped;
    synchronized (this) {
      closed = true;
      dropped = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    dropped.forEach(commit -> commit.completeExceptionally(Refusals.closed()));
  }
}
