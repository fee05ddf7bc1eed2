package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Batch;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Watches a store from its beginning, and goes on where a watch ended while it was away. */
final class PersistentWatcher implements AutoCloseable {

  private final Store store;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Threads.named("watcher"));
  private final List<Event> events = new ArrayList<>();
  private long through;
  private Optional<Throwable> failure = Optional.empty();
  private volatile boolean closed;

  PersistentWatcher(Store store) {
    this.store = store;
    thread.execute(this::run);
  }

  private void run() {
    while (!closed) {
      try (Watch watch = store.watch(WatchRequest.after(position(), KeyRange.all()))) {
        while (!closed) {
          take(BlockingStore.await(watch.next()));
        }
      } catch (StoreException e) {
        if (e.reason() != ErrorReason.NOT_APPLIED) {
          fail(e);
          return;
        }
      } catch (RuntimeException | Error e) {
        fail(e);
        return;
      }
    }
  }

  private synchronized long position() {
    return through;
  }

  private synchronized void fail(Throwable problem) {
    failure = Optional.of(problem);
    notifyAll();
  }

  private synchronized void take(WatchResponse response) {
    if (response instanceof WatchResponse.Batches message) {
      for (Batch batch : message.batches()) {
        assertThat(batch.revision()).isGreaterThan(through);
        events.addAll(batch.events());
        through = batch.revision();
      }
    } else if (response instanceof WatchResponse.Progress progress) {
      through = Math.max(through, progress.revision());
    }
    notifyAll();
  }

  /** Returns all events up to a revision, once they have been told. */
  synchronized List<Event> eventsThrough(long revision) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (through < revision) {
      failure.ifPresent(
          problem -> {
            throw new AssertionError("the watch failed", problem);
          });
      assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      wait(100);
    }
    return List.copyOf(events);
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdown();
  }
}
