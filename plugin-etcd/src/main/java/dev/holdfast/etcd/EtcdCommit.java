package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.ReadSet;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.TxnRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One commit on its way to its outcome.
 *
 * <p>A turn reads what the commit must be built on, if anything, and sends one transaction. Only
 * where what it was built on by this class alone has changed, another turn follows: then somebody
 * else's commit came between, so all together get on. A named commit whose answer was lost is sent
 * again: the record of its outcome lets it apply once, and where it does not apply it is fenced.
 */
final class EtcdCommit {

  /** Most compares of a transaction, and most operations of each of its branches, in etcd. */
  static final int MAX_COMPARES = 128;

  /** Most mutations and checks of a transaction. */
  static final int MAX_OPERATIONS = 120;

  /** Most keys and ranges that a transaction may read. */
  static final int MAX_READS = 120;

  private static final int MOST_TURNS = 10_000;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final CompletableFuture<Optional<Outcome>> AGAIN =
      CompletableFuture.completedFuture(Optional.empty());
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final EtcdClient client;
  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final OutcomeLeases leases;
  private final Limits limits;
  private final Attempt attempt;
  private final long nonce = ThreadLocalRandom.current().nextLong();

  private CommitBasis.Lives lives = CommitBasis.Lives.NONE;
  private Optional<Unsure> unsure = Optional.empty();
  private int turns;

  /**
   * That an answer was lost.
   *
   * @param txn what was sent
   * @param name the history that it was sent in
   * @param failure what came instead of the answer
   * @param sinceNanos when
   */
  private record Unsure(
      CommitTxn txn, EtcdHistory.Name name, StoreException failure, long sinceNanos) {}

  EtcdCommit(
      EtcdClient client,
      EtcdKeys keys,
      EtcdHistory history,
      OutcomeLeases leases,
      Limits limits,
      Attempt attempt) {
    this.client = client;
    this.keys = keys;
    this.history = history;
    this.leases = leases;
    this.limits = limits;
    this.attempt = attempt;
  }

  /** Makes the commit, and returns what it came to. */
  CompletableFuture<Outcome> run() {
    return Futures.untilPresent(this::turn);
  }

  private CompletableFuture<Optional<Outcome>> turn() {
    if (unsure.isPresent()) {
      return sendAgain(unsure.get());
    }
    attempt.reads().ifPresent(this::requireHistory);
    if (++turns > MOST_TURNS) {
      throw new StoreException(
          ErrorReason.NOT_APPLIED,
          "others' commits came between " + MOST_TURNS + " times; try again");
    }
    return new BasisReader(keys, limits, attempt, lives)
        .read(client)
        .thenCompose(
            basis -> send(new CommitTxn(keys, attempt, basis, CommitTxn.Mode.FIRST, nonce)));
  }

  private void requireHistory(ReadSet reads) {
    if (!reads.snapshot().historyId().equals(history.name().id())) {
      throw Refusals.historyChanged(history.header(history.seen()));
    }
  }

  private CompletableFuture<Optional<Outcome>> send(CommitTxn txn) {
    EtcdHistory.Name name = history.name();
    long before = history.seen();
    return lease(txn)
        .thenCompose(
            lease -> {
              TxnRequest request = txn.request(lease);
              return Branch.after(
                  client.txn(request),
                  answer -> judge(new CommitAnswer(keys, history, txn, answer), txn),
                  failure -> lost(txn, name, before, failure));
            });
  }

  private CompletableFuture<Long> lease(CommitTxn txn) {
    return txn.needsLease() ? leases.take() : CompletableFuture.completedFuture(0L);
  }

  /** Decides how to go on where no answer came. */
  private CompletableFuture<Optional<Outcome>> lost(
      CommitTxn txn, EtcdHistory.Name name, long before, Throwable failure) {
    if (EtcdErrors.isLeaseGone(failure)) {
      leases.forget();
      return AGAIN;
    }
    StoreException sorted = EtcdErrors.ofWrite(failure);
    if (sorted.reason() == ErrorReason.NO_SPACE) {
      return new SpaceSettlement(client, keys, history, attempt, nonce).settle(before, sorted);
    }
    if (sorted.reason().mayHaveApplied() && txn.named().isPresent()) {
      unsure = Optional.of(new Unsure(txn, name, sorted, System.nanoTime()));
      return AGAIN;
    }
    return CompletableFuture.failedFuture(sorted);
  }

  /** Sends what may have been applied once more, and so finds out. */
  private CompletableFuture<Optional<Outcome>> sendAgain(Unsure lost) {
    if (System.nanoTime() - lost.sinceNanos() > PATIENCE_NANOS
        || !lost.name().equals(history.name())) {
      return CompletableFuture.failedFuture(lost.failure());
    }
    CommitTxn txn = lost.txn().inMode(CommitTxn.Mode.FINAL);
    return Branch.after(
        lease(txn).thenCompose(lease -> client.txn(txn.request(lease))),
        answer -> judge(new CommitAnswer(keys, history, txn, answer), txn),
        failure -> {
          if (EtcdErrors.isLeaseGone(failure)) {
            leases.forget();
          }
          return CompletableFuture.supplyAsync(Optional::<Outcome>empty, LATER);
        });
  }

  private CompletableFuture<Optional<Outcome>> judge(CommitAnswer answer, CommitTxn txn) {
    Optional<Outcome> outcome = answer.outcome();
    if (outcome.isPresent()) {
      return CompletableFuture.completedFuture(outcome);
    }
    lives = answer.lives();
    if (attempt.reads().isEmpty()) {
      return refusedOrAgain(answer);
    }
    // A conflict is told before a failed check. What has changed stays changed, so it can be
    // looked for afterwards.
    ReadSet reads = attempt.reads().get();
    return client
        .txn(CommitTxn.look(keys, reads, txn.basis()))
        .thenCompose(
            standing ->
                standing.getSucceeded()
                    ? refusedOrAgain(answer)
                    : CompletableFuture.<Optional<Outcome>>failedFuture(
                        conflict(reads, standing.getHeader().getRevision())))
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(EtcdErrors.ofRead(failure)));
  }

  private static CompletableFuture<Optional<Outcome>> refusedOrAgain(CommitAnswer answer) {
    return answer
        .failedCheck()
        .<CompletableFuture<Optional<Outcome>>>map(CompletableFuture::failedFuture)
        .orElse(AGAIN);
  }

  private static StoreException conflict(ReadSet reads, long revision) {
    KeyInterval some =
        reads.intervals().isEmpty()
            ? KeyInterval.of(reads.keys().iterator().next())
            : reads.intervals().get(0);
    return Refusals.conflict(some, reads.snapshot().revision(), revision);
  }
}
