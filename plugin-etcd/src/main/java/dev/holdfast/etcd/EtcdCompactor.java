package dev.holdfast.etcd;

import dev.holdfast.store.engine.StoreEngine.Hold;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the cluster's history by the store's retention, where the cluster serves nobody else.
 *
 * <p>There is no wall clock in it: from time to time it notes the latest revision, and what was
 * noted a retention ago may go. So a process that starts waits a whole retention.
 */
final class EtcdCompactor {

  private static final Logger LOG = LoggerFactory.getLogger(EtcdCompactor.class);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);

  private final EtcdClient client;
  private final EtcdHistory history;
  private final EtcdLog log;
  private final long retentionNanos;
  private final long revisionsKept;
  private final Deque<Note> notes = new ArrayDeque<>();
  private final ConcurrentSkipListMap<Long, Integer> holds = new ConcurrentSkipListMap<>();
  private EtcdHistory.Name noted;
  private long compacted;

  private record Note(long nanos, long revision) {}

  EtcdCompactor(
      EtcdClient client, EtcdHistory history, EtcdLog log, Duration retention, long revisionsKept) {
    this.client = client;
    this.history = history;
    this.log = log;
    this.retentionNanos = retention.toNanos();
    this.revisionsKept = revisionsKept;
    this.noted = history.name();
  }

  void start(ScheduledExecutorService timer) {
    long nanos =
        Math.max(
            SHORTEST_INTERVAL.toNanos(), Math.min(LONGEST_INTERVAL.toNanos(), retentionNanos / 8));
    var unused = timer.scheduleWithFixedDelay(this::run, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Asks that history be kept from a revision on. */
  Hold hold(long revision) {
    holds.merge(revision, 1, Integer::sum);
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        holds.computeIfPresent(revision, (same, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  private void run() {
    if (!noted.equals(history.name())) {
      noted = history.name();
      notes.clear();
      compacted = 0;
    }
    long now = System.nanoTime();
    notes.add(new Note(now, log.position()));
    long old = 0;
    while (!notes.isEmpty() && now - notes.peek().nanos() >= retentionNanos) {
      old = notes.remove().revision();
    }
    var oldestHold = holds.firstEntry(); // one look: holds come and go meanwhile
    long held = oldestHold == null ? Long.MAX_VALUE : oldestHold.getKey();
    long target = Math.min(Math.min(old, held), log.position() - revisionsKept);
    if (target > compacted) {
      compacted = target;
      compact(target);
    }
  }

  private void compact(long target) {
    var unused =
        client
            .compact(target)
            .handle(
                (answer, failure) -> {
                  if (failure == null || EtcdErrors.isCompactedAlready(failure)) {
                    log.compacted(target);
                  } else {
                    LOG.debug("history could not be cut at revision {}", target, failure);
                  }
                  return answer;
                });
  }
}
