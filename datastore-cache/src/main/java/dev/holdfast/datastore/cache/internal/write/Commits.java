package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.feed.Format;
import dev.holdfast.datastore.cache.internal.feed.Replica;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Commits writes: the one place where they are retried.
 *
 * <p>A write is planned on what the cache holds and committed at once, with checks of everything
 * that it rests on: one call to the store. Only where a check fails, or the plan is refused, is it
 * planned again on what the store holds. So a refusal always comes from the store, and an answer
 * always from a commit.
 *
 * <p>A commit whose outcome is unknown is repeated with the same id, which tells what became of it.
 * Every commit checks that the store is still laid out in the format that this version knows.
 */
public final class Commits {

  private static final int ATTEMPTS = 100;
  private static final int QUESTIONS = 10;
  private static final long FIRST_PAUSE_NANOS = 200_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;
  private static final long OPERATION_OVERHEAD = 16;

  /** Two records, a node and its selectors, fit one message of 4 MiB with all that is told. */
  private static final long LARGEST_RECORD = (2 << 20) - (64 << 10);

  /** What the keys and references of one record take in a commit, and more. */
  private static final long ROOM_BESIDE_RECORD = 64 << 10;

  private final Store store;
  private final Replica replica;
  private final Limits storeLimits;
  private final DataStoreLimits limits;

  /**
   * Makes the place where writes are committed.
   *
   * @param store the store
   * @param replica the cache's state
   * @param limits the store's limits
   */
  public Commits(Store store, Replica replica, Limits limits) {
    this.store = store;
    this.replica = replica;
    this.storeLimits = limits;
    this.limits =
        new DataStoreLimits(
            (int)
                Math.min(
                    Math.min(limits.maxValueBytes(), LARGEST_RECORD),
                    limits.maxTxnBytes() - ROOM_BESIDE_RECORD),
            limits.maxTxnOps(),
            limits.maxTxnBytes());
  }

  /** Returns the limits in force. */
  public DataStoreLimits limits() {
    return limits;
  }

  Limits storeLimits() {
    return storeLimits;
  }

  /**
   * Commits a write.
   *
   * @param planner makes the plan from what a source tells; it may run several times
   * @param <R> the kind of answer
   */
  public <R> R commit(Function<Source, Plan<R>> planner) {
    Replica.Known known = replica.loaded();
    return onCache(planner, known).orElseGet(() -> retrying(() -> onStore(planner))).answer();
  }

  /** Tries what the cache suggests; nothing means that it does not hold, or is refused. */
  private <R> Optional<Applied<R>> onCache(Function<Source, Plan<R>> planner, Replica.Known known) {
    try {
      return Optional.of(apply(planner.apply(new CachedSource(known.state())), known.format()));
    } catch (DataStoreException | StaleReadException e) {
      // The cache may be behind: only what the store itself holds can refuse a write.
      return Optional.empty();
    } catch (StoreException e) {
      requireRetry(e);
      return Optional.empty();
    }
  }

  private <R> Applied<R> onStore(Function<Source, Plan<R>> planner) {
    Format format = replica.loaded().format();
    Plan<R> plan = reading(() -> planner.apply(source(request -> request)));
    return apply(plan, format);
  }

  /**
   * Commits a write whose plan rests on a range, which is read by the transaction that commits.
   *
   * @param planner makes the plan from what the transaction reads; it may run several times
   * @param <R> the kind of answer
   */
  public <R> R commitReading(BiFunction<Transaction, Source, Plan<R>> planner) {
    return retrying(() -> inTransaction(planner)).answer();
  }

  private <R> Applied<R> inTransaction(BiFunction<Transaction, Source, Plan<R>> planner) {
    Format format = replica.loaded().format();
    try (Transaction transaction = reading(() -> store.blocking().open(BeginRequest.readWrite()))) {
      Source source = source(request -> request.in(transaction.id()));
      Plan<R> plan = reading(() -> planner.apply(transaction, source));
      requireSize(plan);
      return applied(
          plan,
          asking(() -> transaction.commit(withFormat(plan.checks(), format), plan.mutations())));
    }
  }

  private Source source(UnaryOperator<GetRequest> reading) {
    return new StoreSource(store, floor -> replica.reach(floor).state(), reading);
  }

  /** Reads for a plan: a failure leaves nothing open, since nothing was written yet. */
  private static <T> T reading(Supplier<T> read) {
    try {
      return read.get();
    } catch (StoreException e) {
      if (e.reason().cure() == ErrorReason.Cure.RETRY_TRANSACTION) {
        throw e;
      }
      throw StoreFailures.ofRead(e);
    }
  }

  /** Runs an attempt until it neither conflicts nor finds a check failed. */
  private static <R> R retrying(Supplier<R> attempt) {
    for (int attempts = 1; ; attempts++) {
      try {
        return attempt.get();
      } catch (StaleReadException e) {
        requireAttemptsLeft(attempts, e);
      } catch (StoreException e) {
        requireRetry(e);
        requireAttemptsLeft(attempts, e);
      }
      pause(attempts);
    }
  }

  private static void requireAttemptsLeft(int attempts, RuntimeException last) {
    if (attempts >= ATTEMPTS || Thread.currentThread().isInterrupted()) {
      throw new DataStoreException(
          Reason.CONTENTION,
          "what the write rests on was changed by others " + attempts + " times; try again",
          last);
    }
  }

  private static void requireRetry(StoreException e) {
    boolean again =
        e.reason() == ErrorReason.PRECONDITION_FAILED
            || e.reason().cure() == ErrorReason.Cure.RETRY_TRANSACTION;
    if (!again) {
      throw StoreFailures.ofWrite(e);
    }
  }

  private <R> Applied<R> apply(Plan<R> plan, Format format) {
    requireSize(plan);
    CommitRequest request =
        CommitRequest.oneShot(TxnId.random(), withFormat(plan.checks(), format), plan.mutations());
    return applied(plan, asking(() -> store.blocking().commit(request)));
  }

  /**
   * A plan that was committed.
   *
   * @param plan the plan
   * @param floor the state with it
   */
  private record Applied<R>(Plan<R> plan, Floor floor) {
    R answer() {
      return plan.result().apply(floor);
    }
  }

  private static List<Check> withFormat(List<Check> checks, Format format) {
    List<Check> all = new ArrayList<>(checks.size() + 1);
    all.add(format.check());
    all.addAll(checks);
    return all;
  }

  /** Makes a call, and makes it again while its outcome is unknown: its id makes that harmless. */
  private static CommitResult asking(Supplier<CommitResult> call) {
    for (int question = 1; ; question++) {
      try {
        return call.get();
      } catch (StoreException e) {
        if (e.reason().cure() != ErrorReason.Cure.ASK_AGAIN
            || question == QUESTIONS
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        pause(question);
      }
    }
  }

  private <R> Applied<R> applied(Plan<R> plan, CommitResult result) {
    Floor floor = new Floor(result.header().historyId(), result.header().revision());
    if (replica.isFollowing()) {
      try {
        var unused = replica.reach(floor);
      } catch (DataStoreException e) {
        // The write is applied whether or not this server sees it yet; cached reads tell their age.
      }
    }
    return new Applied<>(plan, floor);
  }

  private void requireSize(Plan<?> plan) {
    int operations = 1 + plan.checks().size() + plan.mutations().size();
    if (operations > limits.maxCommitOperations()) {
      throw new DataStoreException(
          Reason.TOO_LARGE,
          "the write takes "
              + operations
              + " checks and changes, over the limit of "
              + limits.maxCommitOperations()
              + " in one commit");
    }
    long bytes = 0;
    for (Check check : plan.checks()) {
      bytes += OPERATION_OVERHEAD + check.key().size();
    }
    for (Mutation mutation : plan.mutations()) {
      bytes += sizeOf(mutation);
    }
    if (bytes > limits.maxCommitBytes()) {
      throw new DataStoreException(
          Reason.TOO_LARGE,
          "the write takes "
              + bytes
              + " bytes, over the limit of "
              + limits.maxCommitBytes()
              + " in one commit");
    }
  }

  private static long sizeOf(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      return OPERATION_OVERHEAD + put.key().size() + put.value().size();
    }
    Bytes key = ((Mutation.Delete) mutation).range().interval().from();
    return OPERATION_OVERHEAD + key.size();
  }

  private static void pause(int attempt) {
    long bound = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, 20));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound));
  }
}
