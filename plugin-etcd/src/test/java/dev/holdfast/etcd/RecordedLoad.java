package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.history.History;
import dev.holdfast.conformance.history.RecordingStore;
import dev.holdfast.conformance.history.ReplayChecker;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that do all that can be done with a store, one that watches it all and goes on after
 * every break, and at the end a judgement of what everybody was told.
 */
final class RecordedLoad implements AutoCloseable {

  private static final int KEYS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final RecordingStore recording;
  private final BlockingStore store;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicLong told = new AtomicLong();
  private final Map<ErrorReason, Integer> failures = new EnumMap<>(ErrorReason.class);
  private volatile boolean stopped;
  private volatile boolean watched;

  RecordedLoad(Store subject, int clients) {
    this.recording = new RecordingStore(subject, PATIENCE);
    this.store = recording.blocking();
    told.set(store.put(key(0), value()).modRevision().orElseThrow() - 1);
    running.add(threads.submit(this::watch));
    for (int i = 0; i < clients; i++) {
      Random random = new Random(i);
      running.add(threads.submit(() -> client(random)));
    }
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format("k%02d", number));
  }

  private Bytes value() {
    return Bytes.utf8("v" + values.incrementAndGet());
  }

  private void client(Random random) {
    while (!stopped) {
      try {
        step(random);
        acknowledged.incrementAndGet();
      } catch (StoreException e) {
        synchronized (failures) {
          failures.merge(e.reason(), 1, Integer::sum);
        }
        if (e.reason() == ErrorReason.NOT_APPLIED) {
          pause(); // nobody is there
        }
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step(Random random) {
    Bytes key = key(random.nextInt(KEYS));
    switch (random.nextInt(8)) {
      case 0 -> store.delete(DeleteRequest.of(key));
      case 1 -> store.get(GetRequest.of(KeyRange.prefix(Bytes.utf8("k"))));
      case 2 -> store.put(PutRequest.of(key, value()).named(RequestId.random()));
      case 3 ->
          store.commit(
              CommitRequest.oneShot(
                  TxnId.random(),
                  List.of(new Check(key, Precondition.present())),
                  List.of(Mutation.put(key, value()), Mutation.put(key(0), value()))));
      case 4 -> transact(key, key(random.nextInt(KEYS)));
      default -> store.put(PutRequest.of(key, value()));
    }
  }

  private void transact(Bytes one, Bytes other) {
    try (Transaction transaction = store.open(BeginRequest.readWrite())) {
      transaction.get(one);
      transaction.put(one, value());
      transaction.delete(KeyRange.key(other));
      transaction.commit();
    }
  }

  private void watch() {
    while (!watched) {
      WatchRequest request = WatchRequest.after(told.get(), KeyRange.all());
      try (Watch watch = recording.watch(request)) {
        while (!watched) {
          WatchResponse message = BlockingStore.await(watch.next());
          if (message instanceof WatchResponse.Batches batches) {
            batches.batches().forEach(batch -> told.set(batch.revision()));
          } else if (message instanceof WatchResponse.Progress progress) {
            told.set(Math.max(told.get(), progress.revision()));
          }
        }
      } catch (StoreException e) {
        assertThat(e.reason()).as(e.toString()).isEqualTo(ErrorReason.NOT_APPLIED);
        pause();
      }
    }
  }

  /** Returns the revision that the watch has come to. */
  long told() {
    return told.get();
  }

  /** Waits until so many more calls have succeeded. */
  void awaitMore(int calls) throws InterruptedException {
    int before = acknowledged.get();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (acknowledged.get() < before + calls) {
      assertThat(System.nanoTime()).as("calls succeed again").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Ends the load, and requires that all that was told to anybody fits together. */
  void finish() throws InterruptedException, ExecutionException, TimeoutException {
    stopped = true;
    for (Future<?> client : running.subList(1, running.size())) {
      client.get(90, TimeUnit.SECONDS);
    }
    long last = lastPut();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (told.get() < last) {
      requireWatcher();
      assertThat(System.nanoTime()).as("the watch comes to the last put").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(10);
    }
    watched = true;
    store.put(key(0), value()); // wakes the watcher
    running.get(0).get(60, TimeUnit.SECONDS);
    store.get(GetRequest.of(KeyRange.all()));
    assertThat(ReplayChecker.check(recording.history(Bytes.empty(), History.Conflicts.TRUE_ONLY)))
        .as("%s calls succeeded, others failed: %s", acknowledged, failures)
        .isEmpty();
  }

  /** Fails with what the watcher has ended by, if it has. */
  private void requireWatcher() throws InterruptedException, ExecutionException {
    if (running.get(0).isDone()) {
      running.get(0).get();
    }
  }

  private long lastPut() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        return store.put(key(0), value()).modRevision().orElseThrow();
      } catch (StoreException e) {
        assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    watched = true;
    threads.shutdownNow();
  }
}
