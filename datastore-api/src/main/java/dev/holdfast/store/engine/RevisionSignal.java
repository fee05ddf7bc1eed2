package dev.holdfast.store.engine;

import dev.holdfast.store.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Tells those who wait for a revision that it has come. Thread-safe. */
public final class RevisionSignal {

  private final Executor executor;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private long known;
  private Optional<StoreException> end = Optional.empty();

  /**
   * Makes a signal.
   *
   * @param known the revision known at first
   * @param executor completes the futures, one task for all that a revision wakes
   */
  public RevisionSignal(long known, Executor executor) {
    this.known = known;
    this.executor = executor;
  }

  /**
   * Returns a future that is done when a revision beyond one is known, and failed when the signal
   * has ended; cancelling it forgets it.
   *
   * @param revision the revision
   */
  public CompletableFuture<Void> awaitBeyond(long revision) {
    Waiter waiter = new Waiter(revision);
    synchronized (this) {
      if (end.isPresent()) {
        waiter.completeExceptionally(end.get());
      } else if (known > revision) {
        waiter.complete(null);
      } else {
        waiters.add(waiter);
      }
    }
    return waiter;
  }

  /**
   * Tells that a revision has come; lower ones than before are ignored.
   *
   * @param revision the revision
   */
  public void advance(long revision) {
    List<Waiter> woken = new ArrayList<>();
    synchronized (this) {
      if (revision <= known) {
        return;
      }
      known = revision;
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (waiter.revision < revision) {
          all.remove();
          woken.add(waiter);
        }
      }
    }
    if (!woken.isEmpty()) {
      executor.execute(() -> woken.forEach(waiter -> waiter.complete(null)));
    }
  }

  /**
   * Fails all who wait, now and later.
   *
   * @param failure why no revision will come
   */
  public void end(StoreException failure) {
    List<Waiter> woken;
    synchronized (this) {
      end = end.or(() -> Optional.of(failure));
      woken = new ArrayList<>(waiters);
      waiters.clear();
    }
    woken.forEach(waiter -> waiter.completeExceptionally(failure));
  }

  private synchronized void forget(Waiter waiter) {
    waiters.remove(waiter);
  }

  /** One who waits. */
  private final class Waiter extends CompletableFuture<Void> {

    private final long revision;

    Waiter(long revision) {
      this.revision = revision;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      forget(this);
      return super.cancel(mayInterruptIfRunning);
    }
  }
}
