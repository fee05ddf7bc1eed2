package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The latest state that is known, published whole by one volatile write, and those who wait for it.
 *
 * <p>Within one history the state never moves backwards. One thread publishes; any number read.
 */
public final class Replica {

  private final Timing timing;
  private final RecentChanges changes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Waiter> waiters = new HashSet<>();
  private volatile Optional<Known> known = Optional.empty();
  private volatile Optional<DataStoreException> refusal = Optional.empty();
  private volatile long confirmedNanos;
  private volatile boolean following;
  private boolean closed;

  /**
   * Makes a replica that knows nothing yet.
   *
   * @param timing how long things last
   */
  public Replica(Timing timing) {
    this.timing = timing;
    this.changes = new RecentChanges(timing.changes(), timing.nanoTime());
    this.confirmedNanos = timing.nanoTime().getAsLong();
  }

  /**
   * A state with the format of its store.
   *
   * @param state the state
   * @param format the format
   */
  public record Known(State state, Format format) {}

  /** Returns the changes of the last while. */
  public RecentChanges changes() {
    return changes;
  }

  /** Returns the latest state, if one was loaded. */
  public Optional<Known> latest() {
    return known;
  }

  /** Returns how long ago the latest state was known to be the store's latest. */
  public Duration age() {
    return Duration.ofNanos(Math.max(0, timing.nanoTime().getAsLong() - confirmedNanos));
  }

  /** Returns what tells the time. */
  LongSupplier nanoTime() {
    return timing.nanoTime();
  }

  /** Returns whether the store's watch is being followed. */
  public boolean isFollowing() {
    return following;
  }

  /** Returns why the store is not served, if it is not. */
  public Optional<DataStoreException> refusal() {
    return refusal;
  }

  /**
   * Returns the latest state, waiting for the first one where none is loaded.
   *
   * @throws DataStoreException {@code UNAVAILABLE} if none is loaded in time
   */
  public Known loaded() {
    refusal.ifPresent(Replica::raise);
    Optional<Known> latest = known;
    if (latest.isPresent()) {
      return latest.get();
    }
    return await(new Waiter(Optional.empty()))
        .orElseThrow(
            () ->
                new DataStoreException(
                    Reason.NOT_LOADED,
                    "the first load was not done within "
                        + timing.patience()
                        + "; try again later"));
  }

  /**
   * Waits for a state at a floor or above it, in the same history.
   *
   * @param floor the floor
   * @throws DataStoreException {@code UNAVAILABLE} if it does not come in time
   */
  public Known reach(Floor floor) {
    refusal.ifPresent(Replica::raise);
    Optional<Known> latest = known;
    if (latest.isPresent() && reaches(latest.get(), floor)) {
      return latest.get();
    }
    return await(new Waiter(Optional.of(floor)))
        .orElseThrow(
            () ->
                new DataStoreException(
                    known.isEmpty() ? Reason.NOT_LOADED : Reason.BEHIND,
                    "this server did not reach revision "
                        + floor.revision()
                        + " within "
                        + timing.patience()
                        + "; it is at "
                        + known.map(it -> it.state().floor().revision() + "").orElse("none")
                        + "; try again later"));
  }

  private Optional<Known> await(Waiter waiter) {
    lock.lock();
    try {
      waiters.add(waiter);
      // What was published meanwhile woke nobody.
      known.filter(waiter::isServedBy).ifPresent(waiter::complete);
      refusal.ifPresent(waiter::completeExceptionally);
    } finally {
      lock.unlock();
    }
    try {
      return Waits.await(waiter, timing.patience());
    } finally {
      lock.lock();
      try {
        waiters.remove(waiter);
      } finally {
        lock.unlock();
      }
    }
  }

  private static boolean reaches(Known latest, Floor floor) {
    Floor reached = latest.state().floor();
    return reached.historyId().equals(floor.historyId()) && reached.revision() >= floor.revision();
  }

  private static void raise(DataStoreException failure) {
    throw new DataStoreException(failure.reason(), failure.description(), failure);
  }

  /** Publishes a state and what led to it, and wakes those who wait for it. */
  void publish(State state, Format format, List<RecentChanges.Commit> commits) {
    Known next = new Known(state, format);
    List<Waiter> served = new ArrayList<>();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (known.isEmpty()) {
        changes.begin(state.floor());
      } else {
        requireForward(known.get().state().floor(), state.floor());
        changes.append(commits, state.floor());
      }
      known = Optional.of(next);
      refusal = Optional.empty();
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (waiter.isServedBy(next)) {
          all.remove();
          served.add(waiter);
        }
      }
    } finally {
      lock.unlock();
    }
    served.forEach(waiter -> waiter.complete(next));
  }

  private static void requireForward(Floor before, Floor after) {
    if (before.historyId().equals(after.historyId()) && after.revision() < before.revision()) {
      throw new IllegalStateException(
          "revision " + after.revision() + " does not follow " + before.revision());
    }
  }

  /** Notes that the latest state is the store's latest, or was a moment ago. */
  void confirm() {
    confirmedNanos = timing.nanoTime().getAsLong();
  }

  void following(boolean now) {
    following = now;
  }

  /** Refuses every call from now on, until a state is published. */
  void refuse(DataStoreException failure) {
    List<Waiter> failed;
    lock.lock();
    try {
      refusal = Optional.of(failure);
      failed = new ArrayList<>(waiters);
      waiters.clear();
    } finally {
      lock.unlock();
    }
    failed.forEach(waiter -> waiter.completeExceptionally(failure));
  }

  /** Ends all waits, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    refuse(new DataStoreException(Reason.CLOSED, "the DataStore has been closed"));
    changes.close();
  }

  /** One who waits for a floor, or for any state. */
  private static final class Waiter extends CompletableFuture<Known> {

    private final Optional<Floor> floor;

    Waiter(Optional<Floor> floor) {
      this.floor = floor;
    }

    boolean isServedBy(Known latest) {
      return floor.isEmpty() || reaches(latest, floor.get());
    }
  }
}
