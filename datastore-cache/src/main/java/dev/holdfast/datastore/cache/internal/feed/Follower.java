package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Commit;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Origin;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a {@link Replica}: it loads the store's state and follows its watch.
 *
 * <p>A watch that ends is resumed where it ended. Where that is not possible, because history was
 * compacted or is another one, the state is loaded anew while the old one is served.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private static final Duration PROGRESS = Duration.ofMillis(100);
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Store store;
  private final Replica replica;
  private final Bounded bounded;
  private final LoadProgress progress;
  private final Loader loader;
  private final Duration longestSilence;
  private final Thread thread;
  private final CompletableFuture<Format> formatKnown = new CompletableFuture<>();
  private final ScheduledExecutorService verifier =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "holdfast-verify");
            daemon.setDaemon(true);
            return daemon;
          });

  private volatile boolean closed;

  /** The cache was found to differ from the store. */
  private volatile boolean wrong;

  private volatile Optional<String> lastFailure = Optional.empty();
  private Optional<Mark> mark = Optional.empty();
  private int failures;

  /**
   * The last commit that was published.
   *
   * @param revision its revision
   * @param fingerprint what tells it from one of the same revision in another history
   */
  private record Mark(long revision, Bytes fingerprint) {}

  /**
   * Makes a follower and starts its thread.
   *
   * @param store the store
   * @param limits the store's limits
   * @param replica what to write
   * @param bounded what to tell of changes before they are published
   * @param verification how often to compare it with the store
   */
  public Follower(
      Store store, Limits limits, Replica replica, Bounded bounded, Duration verification) {
    this.store = store;
    this.replica = replica;
    this.bounded = bounded;
    this.progress = new LoadProgress(replica.nanoTime());
    this.loader = new Loader(store, formatKnown::complete, bounded.kinds(), progress);
    this.longestSilence = limits.maxProgressLag().multipliedBy(3).plus(PROGRESS);
    this.thread = new Thread(this::run, "holdfast-cache");
    thread.setDaemon(true);
    thread.start();
    long period = verification.toMillis();
    var unused =
        verifier.scheduleWithFixedDelay(this::verify, period, period, TimeUnit.MILLISECONDS);
  }

  /** Returns how long a store's watch may say nothing before it is taken for lost. */
  public Duration longestSilence() {
    return longestSilence;
  }

  /** Returns how far the load is, while there is one. */
  public Optional<Loading> loading() {
    return progress.now();
  }

  /** Returns what last went wrong, for people. */
  public Optional<String> lastFailure() {
    return lastFailure;
  }

  /**
   * Waits until the format of the store is known to be one that this version knows.
   *
   * @param atMost how long to wait; after that the question stays open
   * @throws DataStoreException if this version does not know it
   */
  public void awaitFormat(Duration atMost) {
    var unused = Waits.await(formatKnown, atMost);
  }

  /** Ends the thread, all waits and all streams. */
  @Override
  public void close() {
    closed = true;
    verifier.shutdownNow();
    replica.close();
    thread.interrupt();
    try {
      thread.join(LONGEST_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean mustLoad = true;
    while (!closed) {
      try {
        if (mustLoad || wrong) {
          wrong = false;
          load();
          mustLoad = false;
        }
        follow();
      } catch (StoreException e) {
        mustLoad |= e.reason().cure() == ErrorReason.Cure.RELOAD;
        failed(e);
      } catch (DataStoreException e) {
        mustLoad = true;
        if (e.reason() == Reason.FORMAT_UNKNOWN) {
          replica.refuse(e);
          formatKnown.completeExceptionally(e);
        }
        failed(e);
      } catch (RuntimeException e) {
        // Something is wrong with this very program: what is known stays served, and is loaded
        // anew.
        mustLoad = true;
        LOG.error("the cache cannot follow the store", e);
        failed(e);
      }
    }
  }

  private void verify() {
    try {
      List<Bytes> keys = new Verification(store, replica).run();
      if (!keys.isEmpty()) {
        String problem = "the cache differed from the store at " + keys;
        LOG.error("{}; it is loaded anew", problem);
        lastFailure = Optional.of(problem);
        wrong = true;
      }
    } catch (StoreException | DataStoreException e) {
      // Whether they agree is not known; the next comparison may tell.
      LOG.debug("the cache could not be compared with the store", e);
    } catch (RuntimeException e) {
      LOG.error("the comparison of the cache with the store failed", e);
    }
  }

  private void failed(RuntimeException failure) {
    replica.following(false);
    if (closed) {
      return;
    }
    lastFailure = Optional.of(String.valueOf(failure.getMessage()));
    failures++;
    if (failures == 1) {
      LOG.warn("the cache has lost the store, and tries again: {}", failure.getMessage());
    }
    long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 10));
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loop asks for that.
    }
  }

  private void load() {
    progress.begin();
    try {
      loadAndPublish();
    } finally {
      progress.end();
    }
  }

  private void loadAndPublish() {
    Optional<State> before = replica.latest().map(Replica.Known::state);
    Loader.Loaded loaded = loader.load(before);
    Floor floor = loaded.state().floor();
    List<Commit> commits =
        before
            .map(state -> new Commit(state.floor(), floor, loaded.changes(), Origin.LOAD))
            .map(List::of)
            .orElse(List.of());
    mark = Optional.empty();
    // What is asked of the store from here on is answered no earlier than what was loaded.
    bounded.clear();
    // First, so that whoever sees the state knows that it is being followed.
    replica.following(true);
    replica.publish(loaded.state(), loaded.format(), commits);
    replica.confirm();
    LOG.info(
        "the cache has loaded revision {} of history {}: {}",
        floor.revision(),
        floor.historyId(),
        loaded.state().counts());
  }

  private void follow() {
    Replica.Known known = replica.loaded();
    Floor floor = known.state().floor();
    WatchRequest request =
        WatchRequest.after(
                floor.revision(), KeyRange.prefix(Layout.RECORDS), KeyRange.key(Layout.FORMAT_KEY))
            .from(new WatchRequest.Start.After(floor.revision(), fingerprintOf(floor)))
            .inHistory(floor.historyId())
            .progressEvery(PROGRESS);
    try (Watch watch = store.watch(request)) {
      Application application = new Application(known);
      while (!closed && !wrong) {
        WatchResponse response =
            Waits.await(watch.next(), longestSilence)
                .orElseThrow(
                    () ->
                        new StoreException(
                            ErrorReason.NOT_APPLIED,
                            "the watch told nothing for " + longestSilence.toMillis() + " ms"));
        replica.following(true);
        application.take(response);
        if (failures > 0) {
          LOG.info("the cache follows the store again");
          failures = 0;
        }
      }
    }
  }

  private Optional<Bytes> fingerprintOf(Floor floor) {
    return mark.filter(it -> it.revision() == floor.revision()).map(Mark::fingerprint);
  }

  /** Applies the messages of one watch. */
  private final class Application {

    private Replica.Known known;
    private CommitCollector collector;
    private long ahead = Long.MAX_VALUE;
    private Optional<Mark> last = Optional.empty();

    Application(Replica.Known known) {
      this.known = known;
      this.collector = new CommitCollector(known.state());
    }

    void take(WatchResponse response) {
      if (response instanceof WatchResponse.Created created) {
        ahead = created.header().revision();
        confirmIfReached();
      } else if (response instanceof WatchResponse.Batches batches) {
        batches.batches().forEach(this::take);
        publish(collector.through());
      } else if (response instanceof WatchResponse.Progress progress) {
        publish(progress.revision());
      }
    }

    /** While the watch still tells what was there when it began, the state is as old as before. */
    private void confirmIfReached() {
      if (known.state().floor().revision() >= ahead) {
        replica.confirm();
      }
    }

    private void take(Batch batch) {
      for (Event event : batch.events()) {
        if (event.key().equals(Layout.FORMAT_KEY)) {
          formatChanged(event);
        } else {
          Floor change = new Floor(known.state().floor().historyId(), event.revision());
          bounded.changed(event.key(), change);
          collector.add(event);
        }
      }
      if (batch.part() == Batch.Part.LAST) {
        collector.end(batch.revision());
        last = Optional.of(new Mark(batch.revision(), batch.fingerprint()));
      }
    }

    private void formatChanged(Event event) {
      if (!(event instanceof Event.Put put)) {
        throw new DataStoreException(
            Reason.FORMAT_UNKNOWN, "the store's format record was deleted while it was served");
      }
      known = new Replica.Known(known.state(), Format.read(put.entry()));
    }

    /** Publishes what is complete; a commit of which a part is missing stays back. */
    private void publish(long revision) {
      if (collector.isInsideCommit()) {
        return;
      }
      State before = known.state();
      long reached = Math.max(revision, before.floor().revision());
      State after = collector.build(reached);
      replica.publish(after, known.format(), collector.commits());
      mark = last.or(() -> mark);
      known = new Replica.Known(after, known.format());
      collector = new CommitCollector(after);
      confirmIfReached();
    }
  }
}
