package dev.holdfast.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Runs work in transactions until one commits: the one place where transactions are retried. */
final class Transactor {

  /** How often work is run before its conflict is given to the caller. */
  static final int ATTEMPTS = 100;

  private static final int QUESTIONS = 10;
  private static final long FIRST_PAUSE_NANOS = 200_000;
  private static final long LONGEST_PAUSE_NANOS = 50_000_000;

  private final BlockingStore store;
  private final List<StoreException> failures = new ArrayList<>();

  Transactor(BlockingStore store) {
    this.store = store;
  }

  <T> BlockingStore.Committed<T> run(Function<Transaction, T> work) {
    while (true) {
      try (Transaction transaction = store.open(BeginRequest.readWrite())) {
        T value = work.apply(transaction);
        return new BlockingStore.Committed<>(value, commit(transaction));
      } catch (StoreException e) {
        if (e.reason().cure() != ErrorReason.Cure.RETRY_TRANSACTION
            || failures.size() + 1 >= ATTEMPTS) {
          failures.forEach(e::addSuppressed);
          throw e;
        }
        failures.add(e);
        pause(failures.size());
      }
    }
  }

  /** Commits, and asks again while the outcome is unknown: the id makes the question harmless. */
  private CommitResult commit(Transaction transaction) {
    for (int question = 1; ; question++) {
      try {
        return transaction.commit();
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

  private static void pause(int attempt) {
    long bound = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt, 20));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound));
  }
}
