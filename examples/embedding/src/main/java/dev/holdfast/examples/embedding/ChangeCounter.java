package dev.holdfast.examples.embedding;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Floor;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** Follows every change of the records, and counts them: what a cache or an audit log would do. */
public final class ChangeCounter implements AutoCloseable {

  private static final Duration TURN = Duration.ofSeconds(1);

  private final DataStore dataStore;
  private final Map<String, Long> counts = new ConcurrentSkipListMap<>();
  private final Thread thread = new Thread(this::run, "changes");
  private volatile boolean closed;

  /**
   * Makes a counter and starts its thread.
   *
   * @param dataStore what to follow
   */
  public ChangeCounter(DataStore dataStore) {
    this.dataStore = dataStore;
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns how often what happened to which kind of record. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  private void run() {
    Optional<Floor> position = Optional.empty();
    while (!closed) {
      ChangeRequest request = position.map(ChangeRequest::after).orElse(ChangeRequest.now());
      try (ChangeStream stream = dataStore.watch(request)) {
        while (!closed) {
          stream.next(TURN).ifPresent(this::count);
          position = Optional.of(stream.position());
        }
      } catch (DataStoreException e) {
        position = positionAfter(e, position);
        pause();
      }
    }
  }

  /** Tells where to go on after a stream has ended. */
  private static Optional<Floor> positionAfter(DataStoreException e, Optional<Floor> position) {
    return switch (e.code()) {
      // What happened since is no longer told. Whoever holds a copy of the records lists them anew.
      case OUT_OF_RANGE, RESOURCE_EXHAUSTED -> Optional.empty();
      default -> position;
    };
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void count(ChangeSet commit) {
    for (Change change : commit.changes()) {
      counts.merge(change.kind() + " " + change.operation(), 1L, Long::sum);
    }
  }

  /** Ends the thread, and waits for it. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TURN.toMillis() * 5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
