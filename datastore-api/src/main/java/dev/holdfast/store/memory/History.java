package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Refusals;
import dev.holdfast.store.engine.RevisionSignal;
import dev.holdfast.store.engine.StoreEngine.Hold;
import dev.holdfast.store.engine.Threads;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * The last revisions of the store: what changed at each, and what there is at the last.
 *
 * <p>Commits append under the engine's lock; reads need none. Compaction first moves the mark, and
 * another thread then drops what nothing at or above it needs, so that a reader who finds his
 * revision above the mark at the end found all of it. That thread keeps from the writers what has
 * long left the processor's caches.
 */
final class History implements ChangeLog {

  private static final int REVISIONS_DROPPED_AT_ONCE = 256;

  /** How many times in the time that the history is kept one looks for what is too old. */
  private static final int LOOKS = 16;

  private static final int STRETCH_COMMITS = 1_024;
  private static final int STRETCH_BYTES = 4 << 20;

  private final Changes changes = new Changes();
  private final Entries entries = new Entries();
  private final ConcurrentSkipListMap<Long, Integer> holds = new ConcurrentSkipListMap<>();

  /** Tells revisions of different histories apart, and is nobody's secret; under the lock. */
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

  private final long retentionNanos;
  private final int revisionsKept;
  private final ExecutorService notifier =
      Executors.newSingleThreadExecutor(Threads.named("holdfast-memory-watch"));
  private final RevisionSignal signal = new RevisionSignal(0, notifier);

  /** Leaves what comes after its end undone. */
  private final ExecutorService dropper =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Threads.named("holdfast-memory-compaction"),
          new ThreadPoolExecutor.DiscardPolicy());

  private final AtomicBoolean dropping = new AtomicBoolean();

  private volatile Header head;
  private volatile long compactRevision;

  /** When one last looked for what is too old; under the lock. */
  private long looked;

  /** Up to where what the mark has left behind is dropped. */
  private volatile long dropped;

  History(Duration retention, int revisionsKept, String historyId) {
    this.retentionNanos = retention.toNanos();
    this.revisionsKept = revisionsKept;
    this.head = new Header(0, historyId);
    this.looked = System.nanoTime();
    changes.append(new Change(0, List.of(), List.of(), 0, looked));
  }

  Header head() {
    return head;
  }

  /** The entries of all revisions; of older ones, {@link #at} tells whether they are kept. */
  Entries entries() {
    return entries;
  }

  /**
   * Reads the store as it was at a revision, or as it is where that has not come yet.
   *
   * @param reader is given the revision to read
   */
  <T> T at(long revision, Function<Header, T> reader) {
    Header latest = head;
    Header at = revision >= latest.revision() ? latest : new Header(revision, latest.historyId());
    T answer = reader.apply(at);
    if (!reachesBackTo(at.revision())) {
      throw Refusals.compacted(compactRevision);
    }
    return answer;
  }

  /**
   * Reads the store as it is.
   *
   * @param reader is given the revision to read, maybe several times
   */
  <T> T latest(Function<Header, T> reader) {
    // Held, or a long read would begin anew again and again where little history is kept.
    return glance(
        latest -> {
          try (Hold held = hold(latest.revision())) {
            return reader.apply(latest);
          }
        });
  }

  /**
   * Reads so little of the store as it is that it is over before the next revisions come.
   *
   * @param reader is given the revision to read, maybe several times
   */
  <T> T glance(Function<Header, T> reader) {
    while (true) {
      Header latest = head;
      T answer = reader.apply(latest);
      if (reachesBackTo(latest.revision())) {
        return answer;
      }
    }
  }

  boolean reachesBackTo(long revision) {
    return revision >= compactRevision;
  }

  /** Returns whether a key of an interval changed after a revision; under the lock. */
  boolean touchedSince(KeyInterval interval, long revision) {
    return LongStream.rangeClosed(revision + 1, head.revision())
        .mapToObj(changes::get)
        .flatMap(change -> change.orElseThrow().events().stream())
        .anyMatch(event -> interval.contains(event.key()));
  }

  /** Makes the next revision; under the lock. */
  void append(Header header, List<Event> events) {
    List<Versions.Version> versions = new ArrayList<>(events.size());
    for (Event event : events) {
      versions.add(entries.apply(event));
    }
    Change change =
        new Change(
            header.revision(), List.copyOf(events), versions, random.nextLong(), System.nanoTime());
    changes.append(change);
    head = header;
    signal.advance(header.revision());
    compact(change.nanos());
  }

  private void compact(long now) {
    if (now - looked < retentionNanos / LOOKS) {
      return;
    }
    looked = now;
    var oldestHold = holds.firstEntry(); // one look: holds come and go meanwhile
    long held = oldestHold == null ? Long.MAX_VALUE : oldestHold.getKey();
    long least = Math.min(held, head.revision() - revisionsKept);
    long target = compactRevision;
    while (target < least && isOld(target + 1, now)) {
      target++;
    }
    if (target > compactRevision) {
      compactRevision = target;
      if (target - dropped >= REVISIONS_DROPPED_AT_ONCE && dropping.compareAndSet(false, true)) {
        dropper.execute(this::drop);
      }
    }
  }

  /** Drops what the mark has left behind. */
  synchronized void drop() {
    dropping.set(false);
    long target = compactRevision;
    for (long revision = dropped + 1; revision <= target; revision++) {
      changes.get(revision).orElseThrow().forgetBefore(entries);
    }
    changes.dropBelow(target);
    dropped = target;
  }

  private boolean isOld(long revision, long now) {
    return now - changes.get(revision).orElseThrow().nanos() >= retentionNanos;
  }

  Hold hold(long revision) {
    holds.merge(revision, 1, Integer::sum);
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        holds.computeIfPresent(revision, (same, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  @Override
  public CompletableFuture<Stretch> read(long after, String historyId) {
    return Futures.call(() -> CompletableFuture.completedFuture(stretch(after)));
  }

  private Stretch stretch(long after) {
    List<Commit> commits = new ArrayList<>();
    long through = after;
    long bytes = 0;
    // A change stands among the others a little before it is the head, and is not to be told then.
    long last = head.revision();
    while (through < last && commits.size() < STRETCH_COMMITS && bytes <= STRETCH_BYTES) {
      var change = changes.get(through + 1);
      if (change.isEmpty()) {
        break; // compacted
      }
      commits.add(change.get().commit());
      through = change.get().revision();
      bytes += change.get().events().stream().mapToLong(Event::serializedSize).sum();
    }
    if (!reachesBackTo(after)) {
      throw Refusals.compacted(compactRevision);
    }
    return new Stretch(commits, through);
  }

  @Override
  public CompletableFuture<Void> awaitBeyond(long revision) {
    return signal.awaitBeyond(revision);
  }

  @Override
  public CompletableFuture<Optional<Bytes>> fingerprint(long revision) {
    return CompletableFuture.completedFuture(
        changes.get(revision).filter(change -> reachesBackTo(revision)).map(Change::fingerprint));
  }

  void close() {
    signal.end(Refusals.closed());
    notifier.shutdown();
    dropper.shutdown();
  }
}
