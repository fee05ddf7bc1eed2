package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Threads;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads all records of a transaction's snapshot, in the order of their keys. */
final class Scan {

  private final Store store;
  private final GetRequest all;
  private final Consumer<KeyValue> taker;
  private final LoadProgress progress;

  /**
   * Makes a scan.
   *
   * @param store the store
   * @param transaction tells the snapshot
   * @param taker is given each value with its key
   * @param progress is told how many were given
   */
  Scan(Store store, TxnId transaction, Consumer<KeyValue> taker, LoadProgress progress) {
    this.store = store;
    this.all = GetRequest.of(KeyRange.prefix(Layout.RECORDS)).in(transaction);
    this.taker = taker;
    this.progress = progress;
  }

  /** When a page is asked for. */
  private enum Pace {
    /** While the one before is taken. */
    AHEAD,
    /** After the one before was taken, which leaves more to others. */
    ONE_BY_ONE
  }

  /**
   * Reads one page after the other.
   *
   * @throws StoreException if the store cannot tell them all
   */
  void run() {
    read(all, Optional.empty(), Pace.ONE_BY_ONE, () -> true);
  }

  /**
   * Reads as fast as two threads can, each of which takes a page while its next one is read: one up
   * to a key and one behind it. Where the other fails, this thread reads no further.
   *
   * @throws StoreException if the store cannot tell them all
   */
  void runParted(Bytes parting) {
    ExecutorService other = Executors.newSingleThreadExecutor(Threads.named("holdfast-load"));
    try {
      CompletableFuture<Void> behind =
          CompletableFuture.runAsync(
              () -> read(all.startingAfter(parting), Optional.empty(), Pace.AHEAD, () -> true),
              other);
      read(all, Optional.of(parting), Pace.AHEAD, () -> !behind.isCompletedExceptionally());
      BlockingStore.await(behind);
    } finally {
      other.shutdownNow();
    }
  }

  private void read(GetRequest first, Optional<Bytes> last, Pace pace, BooleanSupplier worthIt) {
    CompletableFuture<GetResult> page = store.get(first);
    while (true) {
      GetResult result = BlockingStore.await(page);
      List<KeyValue> entries = upTo(last, result.entries());
      boolean goesOn = result.more() && entries.size() == result.entries().size();
      GetRequest next = goesOn ? first.startingAfter(entries.get(entries.size() - 1).key()) : first;
      if (goesOn && pace == Pace.AHEAD) {
        page = store.get(next);
      }
      entries.forEach(taker);
      progress.read(entries.size());
      if (!goesOn || !worthIt.getAsBoolean()) {
        return;
      }
      if (pace == Pace.ONE_BY_ONE) {
        page = store.get(next);
      }
    }
  }

  private static List<KeyValue> upTo(Optional<Bytes> last, List<KeyValue> entries) {
    if (last.isEmpty()
        || entries.isEmpty()
        || entries.get(entries.size() - 1).key().compareTo(last.get()) <= 0) {
      return entries;
    }
    return entries.stream().takeWhile(entry -> entry.key().compareTo(last.get()) <= 0).toList();
  }
}
