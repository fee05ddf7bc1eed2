package dev.holdfast.conformance;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Draws a watch's messages as fast as they come, and waits for what it should tell. */
public final class Watcher implements AutoCloseable {

  private final Watch watch;
  private final String described;
  private final Duration patience;
  private final Executor executor;
  private final List<WatchResponse> messages = new ArrayList<>();
  private Optional<StoreException> failure = Optional.empty();
  private long told = -1;
  private boolean closed;

  Watcher(Watch watch, String described, Duration patience, Executor executor) {
    this.watch = watch;
    this.described = described;
    this.patience = patience;
    this.executor = executor;
    pump();
  }

  private void pump() {
    while (true) {
      CompletableFuture<WatchResponse> next;
      synchronized (this) {
        if (closed || failure.isPresent()) {
          return;
        }
        next = watch.next();
      }
      if (!next.isDone()) {
        Futures.whenDone(
            next,
            message -> {
              received(message);
              executor.execute(this::pump);
            },
            this::ended);
        return;
      }
      Futures.whenDone(next, this::received, this::ended);
    }
  }

  private synchronized void received(WatchResponse message) {
    messages.add(message);
    if (message instanceof WatchResponse.Progress progress) {
      told = Math.max(told, progress.revision());
    } else if (message instanceof WatchResponse.Batches batches) {
      for (Batch batch : batches.batches()) {
        if (batch.part() == Batch.Part.LAST) {
          told = Math.max(told, batch.revision());
        }
      }
    }
    notifyAll();
  }

  private synchronized void ended(StoreException why) {
    failure = Optional.of(why);
    notifyAll();
  }

  /** Waits for the first message, and returns the revision that it told. */
  public synchronized Header created() {
    await("its first message", () -> !messages.isEmpty());
    if (messages.get(0) instanceof WatchResponse.Created created) {
      return created.header();
    }
    throw new Failure(
        "expected: the first message of "
            + described
            + " is Created\n  came:     "
            + messages.get(0));
  }

  /**
   * Waits until everything up to a revision is told, by an event or by progress.
   *
   * @param revision the revision
   */
  public Watcher through(long revision) {
    return through(revision, patience);
  }

  /**
   * Waits until everything up to a revision is told, by an event or by progress.
   *
   * @param revision the revision
   * @param within longest wait
   */
  public synchronized Watcher through(long revision, Duration within) {
    await("revision " + revision, within, () -> told >= revision);
    return this;
  }

  /**
   * Waits until something holds of the messages; it is asked whenever one came.
   *
   * @param what what is waited for
   * @param within longest wait
   * @param condition the condition
   */
  public synchronized void await(String what, Duration within, BooleanSupplier condition) {
    waitFor(within, () -> condition.getAsBoolean() || failure.isPresent());
    if (condition.getAsBoolean()) {
      return;
    }
    failure.ifPresent(
        why -> {
          throw new Failure(
              "expected: " + described + " tells " + what + "\n  came:     it ended: " + why, why);
        });
    throw new Failure(
        "expected: "
            + described
            + " tells "
            + what
            + " within "
            + within.toMillis()
            + " ms\n  came:     it told everything up to revision "
            + told
            + " in "
            + messages.size()
            + " messages, the last is "
            + (messages.isEmpty() ? "none" : messages.get(messages.size() - 1)));
  }

  private synchronized void await(String what, BooleanSupplier condition) {
    await(what, patience, condition);
  }

  private synchronized void waitFor(Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      try {
        wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("interrupted while waiting for " + described, e);
      }
    }
  }

  /** Waits until the store ends the watch, and returns why it did. */
  public synchronized StoreException failure() {
    waitFor(patience, () -> failure.isPresent());
    return failure.orElseThrow(
        () -> new Failure("expected: " + described + " is refused\n  came:     " + messages));
  }

  /** Returns why the store ended the watch, if it has. */
  public synchronized Optional<StoreException> endedBy() {
    return failure;
  }

  /** Returns the revision up to which everything was told so far, or -1. */
  public synchronized long told() {
    return told;
  }

  /** Returns what came so far. */
  public synchronized List<WatchResponse> messages() {
    return List.copyOf(messages);
  }

  /** Returns the batches that came so far. */
  public synchronized List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    for (WatchResponse message : messages) {
      if (message instanceof WatchResponse.Batches some) {
        batches.addAll(some.batches());
      }
    }
    return batches;
  }

  /** Returns the events that came so far. */
  public List<Event> events() {
    return batches().stream().flatMap(batch -> batch.events().stream()).toList();
  }

  /** Returns the revisions that came whole so far, in order. */
  public List<Long> revisions() {
    return batches().stream()
        .filter(batch -> batch.part() == Batch.Part.LAST)
        .map(Batch::revision)
        .toList();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    watch.close();
  }
}
