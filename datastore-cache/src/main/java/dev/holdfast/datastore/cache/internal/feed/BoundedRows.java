package dev.holdfast.datastore.cache.internal.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The rows of one kind that were asked for last, so many at most, and of keys that have none that
 * they have none. Thread-safe.
 *
 * <p>Invariant: what is held of a key holds at every revision from the one at which it was read up
 * to the last one whose changes were told here, which is never behind the cache's state. So a key
 * that changes is forgotten, and an answer of the store is held only if its key did not change here
 * since before the store was asked: what is in the key's place then is still the question.
 */
public final class BoundedRows {

  private final RecordKind kind;
  private final Store store;
  private final Duration patience;
  private final Cache<Bytes, Slot> slots;

  /**
   * Makes an empty cache.
   *
   * @param kind the kind of records
   * @param most how many keys are held at most
   * @param store where they are read
   * @param timing how long the store is waited for; nothing is held longer than from one comparison
   *     of cache and store to the next
   */
  public BoundedRows(RecordKind kind, int most, Store store, Timing timing) {
    this.kind = kind;
    this.store = store;
    this.patience = timing.patience();
    this.slots =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterWrite(timing.verification())
            .ticker(timing.nanoTime()::getAsLong)
            // So that whoever comes last makes room, and no bound is passed in between.
            .executor(Runnable::run)
            .build();
  }

  /** What is in the place of a key. */
  private sealed interface Slot permits Held, Question {}

  /**
   * What is known of a key.
   *
   * @param row its row, if there is one
   * @param from the state in which it was read
   */
  public record Held(Optional<PlainRow> row, Floor from) implements Slot {

    private boolean knows(Floor change) {
      return from.historyId().equals(change.historyId()) && from.revision() >= change.revision();
    }
  }

  /** The store is being asked: each question is equal to itself only. */
  private static final class Question implements Slot {}

  /** Returns the kind of records. */
  public RecordKind kind() {
    return kind;
  }

  /**
   * Returns what is known of a key: it holds in a state, and in the one from which it is known if
   * that is later.
   *
   * @param key the key
   * @param state a state of this cache
   * @throws StoreException if the store cannot be read
   */
  public Held find(Bytes key, Floor state) {
    return slots.getIfPresent(key) instanceof Held held ? held : ask(key, state);
  }

  private Held ask(Bytes key, Floor state) {
    Question question = new Question();
    boolean first = slots.asMap().putIfAbsent(key, question) == null;
    try {
      Held answer = read(key, state);
      if (first) {
        slots.asMap().computeIfPresent(key, (k, slot) -> slot == question ? answer : slot);
      }
      return answer;
    } finally {
      if (first) {
        slots.asMap().remove(key, question);
      }
    }
  }

  private Held read(Bytes key, Floor state) {
    CompletableFuture<GetResult> asked = store.get(GetRequest.of(key));
    GetResult result =
        Waits.await(asked, patience)
            .orElseThrow(
                () ->
                    new DataStoreException(
                        Reason.AWAY,
                        "the store did not answer within " + patience + "; try again later"));
    Floor from = new Floor(result.header().historyId(), result.header().revision());
    if (from.historyId().equals(state.historyId()) && from.revision() < state.revision()) {
      throw new DataStoreException(
          Reason.BEHIND,
          "the store answers revision "
              + from.revision()
              + ", and revision "
              + state.revision()
              + " has been seen; try again later");
    }
    return new Held(
        result.entries().stream().findFirst().flatMap(stored -> PlainRow.of(kind, stored)), from);
  }

  /**
   * Forgets a key that has changed.
   *
   * @param key the key
   * @param change the state with the change, which is not published yet
   */
  void changed(Bytes key, Floor change) {
    slots
        .asMap()
        .computeIfPresent(
            key, (k, slot) -> slot instanceof Held held && held.knows(change) ? held : null);
  }

  /** Returns how many keys are held. */
  long size() {
    return slots.estimatedSize();
  }

  /** Forgets all keys: any of them may have changed. */
  void clear() {
    slots.invalidateAll();
  }
}
