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
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The last revisions of the store, each whole.
 *
 * <p>Commits append under the engine's lock; reads need none. Compaction first moves the mark, then
 * drops what lies below it, so that a reader who found a revision above the mark found it whole.
 */
final class History implements ChangeLog {

  private static final int STRETCH_COMMITS = 1_024;
  private static final int STRETCH_BYTES = 4 << 20;
  private static final int FINGERPRINT_BYTES = 8;

  private final ConcurrentSkipListMap<Long, Moment> moments = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, Integer> holds = new ConcurrentSkipListMap<>();

  /** Tells revisions of different histories apart, and is nobody's secret; under the lock. */
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

  private final long retentionNanos;
  private final int revisionsKept;
  private final ExecutorService notifier =
      Executors.newSingleThreadExecutor(Threads.named("holdfast-memory-watch"));
  private final RevisionSignal signal = new RevisionSignal(0, notifier);

  private volatile Moment head;
  private volatile long compactRevision;

  History(Duration retention, int revisionsKept, String historyId) {
    this.retentionNanos = retention.toNanos();
    this.revisionsKept = revisionsKept;
    Header start = new Header(0, historyId);
    this.head =
        new Moment(
            start, new Commit(0, Bytes.empty(), List.of()), EntryTree.EMPTY, System.nanoTime());
    moments.put(0L, head);
  }

  Moment head() {
    return head;
  }

  /** Returns the store as it was at a revision. */
  Moment at(long revision) {
    Map.Entry<Long, Moment> moment = moments.floorEntry(revision);
    if (moment == null || !reachesBackTo(revision)) {
      throw Refusals.compacted(compactRevision);
    }
    return moment.getValue();
  }

  boolean reachesBackTo(long revision) {
    return revision >= compactRevision;
  }

  boolean touchedSince(KeyInterval interval, long revision) {
    return moments.tailMap(revision, false).values().stream()
        .flatMap(moment -> moment.commit().events().stream())
        .anyMatch(event -> interval.contains(event.key()));
  }

  void append(Header header, List<Event> events, EntryTree entries) {
    byte[] fingerprint = new byte[FINGERPRINT_BYTES];
    random.nextBytes(fingerprint);
    Commit commit = new Commit(header.revision(), Bytes.wrap(fingerprint), List.copyOf(events));
    Moment moment = new Moment(header, commit, entries, System.nanoTime());
    moments.put(header.revision(), moment);
    head = moment;
    signal.advance(header.revision());
    compact(moment.nanos());
  }

  private void compact(long now) {
    var oldestHold = holds.firstEntry(); // one look: holds come and go meanwhile
    long held = oldestHold == null ? Long.MAX_VALUE : oldestHold.getKey();
    long least = Math.min(held, head.header().revision() - revisionsKept);
    long target = compactRevision;
    for (Moment moment : moments.tailMap(target, false).values()) {
      if (moment.header().revision() > least || now - moment.nanos() < retentionNanos) {
        break;
      }
      target = moment.header().revision();
    }
    if (target > compactRevision) {
      compactRevision = target;
      moments.headMap(target, false).clear();
    }
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
    // A commit stands among the moments a little before it is the head, and is not to be told then.
    long last = Math.max(after, head.header().revision());
    for (Moment moment : moments.subMap(after, false, last, true).values()) {
      if (commits.size() == STRETCH_COMMITS || bytes > STRETCH_BYTES) {
        break;
      }
      commits.add(moment.commit());
      through = moment.commit().revision();
      bytes += moment.commit().events().stream().mapToLong(Event::serializedSize).sum();
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
        Optional.ofNullable(moments.get(revision)).map(moment -> moment.commit().fingerprint()));
  }

  void close() {
    signal.end(Refusals.closed());
    notifier.shutdown();
  }
}
