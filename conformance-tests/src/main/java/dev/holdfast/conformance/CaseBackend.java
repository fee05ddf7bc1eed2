package dev.holdfast.conformance;

import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Stops and starts the database for one case, and sees to it that it runs when the case is over.
 *
 * <p>A case that is given up may be in the middle of this, and its thread may go on for a while:
 * what it asks for from then on changes nothing. Thread-safe.
 */
final class CaseBackend implements BackendControl {

  private final Supplier<BackendControl> database;

  /** Held while the database is being stopped or started. */
  private final Lock changing = new ReentrantLock();

  private final Stopwatch stopwatch = new Stopwatch();
  private Optional<BackendFailure> failure = Optional.empty();
  private boolean away;
  private boolean over;

  CaseBackend(Supplier<BackendControl> database) {
    this.database = database;
  }

  @Override
  public void stop() {
    changing.lock();
    try {
      if (over) {
        throw new Failure("the case is over, and the database is not stopped for it any more");
      }
      change(database.get()::stop);
      away = true;
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void start() {
    changing.lock();
    try {
      if (!over) {
        startAgain();
      }
    } finally {
      changing.unlock();
    }
  }

  /**
   * Ends the case's use of the database: waits until it is not being stopped or started any more,
   * and starts it if the case has left it stopped.
   *
   * @throws BackendFailure if it could not be stopped or started, now or before
   */
  void end() {
    changing.lock();
    try {
      over = true;
      failure.ifPresent(
          before -> {
            throw before;
          });
      if (away) {
        startAgain();
      }
    } finally {
      changing.unlock();
    }
  }

  private void startAgain() {
    change(database.get()::start);
    away = false;
  }

  private void change(Runnable command) {
    stopwatch.start();
    try {
      command.run();
    } catch (BackendFailure e) {
      failure = Optional.of(e);
      throw e;
    } finally {
      stopwatch.stop();
    }
  }

  /** Returns for how long the database was being stopped and started, until now. */
  long nanos() {
    return stopwatch.nanos();
  }

  /** Time that passed between starts and stops. */
  private static final class Stopwatch {

    private long before;
    private Optional<Long> since = Optional.empty();

    synchronized void start() {
      since = Optional.of(System.nanoTime());
    }

    synchronized void stop() {
      before = nanos();
      since = Optional.empty();
    }

    synchronized long nanos() {
      return before + since.map(begun -> System.nanoTime() - begun).orElse(0L);
    }
  }
}
