package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.etcd.jetcd.api.LeaseGrantResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The leases that outcomes are bound to, so that etcd forgets them in time.
 *
 * <p>A lease is shared by the outcomes of some seconds, and by no more than a few thousand: etcd
 * deletes what is bound to one in a single step. Thread-safe.
 */
final class OutcomeLeases {

  private static final long SHARED_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int MOST_OUTCOMES = 5_000;

  /** Covers the time for which a lease is shared, and the way of a commit that waits. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final EtcdClient client;
  private final long seconds;
  private CompletableFuture<Long> lease = CompletableFuture.completedFuture(0L);
  private long since;
  private int outcomes = MOST_OUTCOMES;

  OutcomeLeases(EtcdClient client, Duration retention) {
    this.client = client;
    this.seconds = retention.plus(MARGIN).toSeconds();
  }

  /** Returns a lease for one outcome. */
  synchronized CompletableFuture<Long> take() {
    long now = System.nanoTime();
    if (outcomes >= MOST_OUTCOMES
        || now - since > SHARED_NANOS
        || lease.isCompletedExceptionally()) {
      since = now;
      outcomes = 0;
      lease =
          client
              .grant(seconds)
              .thenApply(LeaseGrantResponse::getID)
              .exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
    }
    outcomes++;
    return lease;
  }

  /** Has the next outcome bound to another lease, since etcd does not know this one. */
  synchronized void forget() {
    outcomes = MOST_OUTCOMES;
  }

  private static StoreException refusal(Throwable failure) {
    StoreException sorted = EtcdErrors.ofWrite(failure);
    return sorted.reason() == ErrorReason.OUTCOME_UNKNOWN
        ? new StoreException(
            ErrorReason.NOT_APPLIED,
            "no lease could be had for the outcome: " + sorted.description(),
            sorted)
        : sorted;
  }
}
