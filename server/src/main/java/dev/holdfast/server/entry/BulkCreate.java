package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.output.Result;
import dev.holdfast.store.engine.Threads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Creates any number of entries by many commits, of which a few are under way while further entries
 * are added, so that no more than these are in memory.
 *
 * <p>An entry that is refused is left out, and does not keep the others of its commit from being
 * created. What becomes of each entry is what would become of it if the commits were made one after
 * the other: those that may depend on one another are. The order in which they are made is not
 * fixed.
 *
 * <p>For one thread.
 */
final class BulkCreate implements AutoCloseable {

  /**
   * How many commits are under way at most: with one, a store's disk waits for the next to be
   * planned; from the third on they share what a commit costs, and a fourth gains nothing.
   */
  static final int UNDER_WAY = 3;

  private final Entries entries;
  private final DataStoreLimits limits;
  private final Consumer<Result<RegistrationEntry>> taker;
  private final IntConsumer progress;
  private final Deque<Commit> underWay = new ArrayDeque<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(UNDER_WAY, Threads.named("holdfast-create"));
  private Part part = new Part();
  private int added;
  private int done;

  /**
   * Makes a creation.
   *
   * @param entries where the entries are created
   * @param limits what fits one commit
   * @param taker is told, in the thread that adds, what became of each entry, in their order
   * @param progress is told after each part, in the same thread, how many entries are done
   */
  BulkCreate(
      Entries entries,
      DataStoreLimits limits,
      Consumer<Result<RegistrationEntry>> taker,
      IntConsumer progress) {
    this.entries = entries;
    this.limits = limits;
    this.taker = taker;
    this.progress = progress;
  }

  /** A commit that is being made. */
  private record Commit(Part part, Future<List<Result<RegistrationEntry>>> results) {}

  /**
   * Adds an entry; waits while there is more than can be under way.
   *
   * @throws DataStoreException if other entries would not fare better than those of a commit that
   *     was under way; nothing is told of these, and none is to be added after them
   */
  void add(RegistrationEntry entry) {
    Item item = new Item(added++, entry);
    if (!part.hasRoomFor(item, limits)) {
      send();
    }
    part.add(item);
  }

  /**
   * Creates what was added, to the last entry.
   *
   * @throws DataStoreException as {@link #add} does
   */
  void finish() {
    if (!part.isEmpty()) {
      send();
    }
    await();
  }

  private void send() {
    Part next = part;
    part = new Part();
    while (underWay.size() >= UNDER_WAY
        || underWay.stream().anyMatch(commit -> commit.part().mayMeet(next))) {
      awaitFirst();
    }
    underWay.add(new Commit(next, threads.submit(() -> next.create(entries))));
  }

  private void await() {
    Optional<DataStoreException> failure = Optional.empty();
    while (!underWay.isEmpty()) {
      try {
        awaitFirst();
      } catch (DataStoreException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void awaitFirst() {
    try {
      List<Result<RegistrationEntry>> results = underWay.remove().results().get();
      results.forEach(taker);
      done += results.size();
      progress.accept(done);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataStoreException(
          Reason.OUTCOME_UNKNOWN, "interrupted while entries were being created", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
      throw new IllegalStateException("entries could not be created", e.getCause());
    }
  }

  /**
   * Waits for the commits under way, of which it tells, and makes no other.
   *
   * @throws DataStoreException as {@link #add} does
   */
  @Override
  public void close() {
    try {
      await();
    } finally {
      threads.shutdownNow();
    }
  }
}
