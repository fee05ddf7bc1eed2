package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an attempt changes, once it has been judged against the state just below it.
 *
 * <p>The one place where conflicts, checks and the net effect of mutations are decided, for every
 * engine that holds its commit lock while it judges.
 *
 * @param events one event per changed key, in key order; none where nothing changes
 * @param deleted how many keys the deletes found
 */
public record CommitPlan(List<Event> events, long deleted) {

  private static final int EVENT_OVERHEAD = 64;

  /**
   * Judges an attempt.
   *
   * @param attempt the attempt
   * @param head the state just below
   * @param revision the revision that the commit takes if it changes anything
   * @param limits the limits in force
   * @throws StoreException if the attempt is in conflict, a check fails, or it is too large
   */
  public static CommitPlan of(Attempt attempt, HeadState head, long revision, Limits limits) {
    attempt.reads().ifPresent(reads -> requireUntouched(reads, head));
    for (Check check : attempt.checks()) {
      Optional<KeyValue> entry = head.get(check.key());
      if (!check.precondition().holdsFor(entry)) {
        throw Refusals.preconditionFailed(check, entry);
      }
    }
    return new Changes(head, limits).apply(attempt.mutations()).plan(revision);
  }

  private static void requireUntouched(ReadSet reads, HeadState head) {
    long snapshot = reads.snapshot().revision();
    if (!reads.snapshot().historyId().equals(head.header().historyId())) {
      throw Refusals.historyChanged(head.header());
    }
    if (snapshot == head.header().revision()) {
      return;
    }
    if (!head.remembers(snapshot)) {
      throw Refusals.snapshotGone(snapshot);
    }
    for (Bytes key : reads.keys()) {
      requireUntouched(KeyInterval.of(key), snapshot, head);
    }
    for (KeyInterval interval : reads.intervals()) {
      requireUntouched(interval, snapshot, head);
    }
  }

  private static void requireUntouched(KeyInterval interval, long snapshot, HeadState head) {
    if (head.touchedSince(interval, snapshot)) {
      throw Refusals.conflict(interval, snapshot, head.header().revision());
    }
  }

  /** The net effect of mutations, key by key. */
  private static final class Changes {

    private final HeadState head;
    private final Limits limits;
    private final NavigableMap<Bytes, Change> byKey = new TreeMap<>();
    private long deleted;

    Changes(HeadState head, Limits limits) {
      this.head = head;
      this.limits = limits;
    }

    Changes apply(List<Mutation> mutations) {
      for (Mutation mutation : mutations) {
        if (mutation instanceof Mutation.Put put) {
          changeOf(put.key()).put(put.value());
        } else if (mutation instanceof Mutation.Delete delete) {
          delete(delete.range());
        }
      }
      return this;
    }

    private void delete(KeyRange range) {
      if (range instanceof KeyRange.SingleKey single) {
        delete(changeOf(single.key()));
        return;
      }
      KeyInterval interval = range.interval();
      List<KeyValue> present = head.scan(interval, limits.maxDeleteKeys() + 1);
      if (present.size() > limits.maxDeleteKeys()) {
        throw Refusals.tooManyDeleted(range, limits);
      }
      for (KeyValue entry : present) {
        byKey.computeIfAbsent(entry.key(), key -> new Change(Optional.of(entry)));
      }
      NavigableMap<Bytes, Change> tail = byKey.tailMap(interval.from(), true);
      NavigableMap<Bytes, Change> inside =
          interval.until().map(until -> tail.headMap(until, false)).orElse(tail);
      inside.values().forEach(this::delete);
    }

    private void delete(Change change) {
      if (change.delete()) {
        deleted++;
      }
    }

    private Change changeOf(Bytes key) {
      return byKey.computeIfAbsent(key, absent -> new Change(head.get(absent)));
    }

    CommitPlan plan(long revision) {
      List<Event> events = new ArrayList<>(byKey.size());
      long bytes = 0;
      for (var change : byKey.entrySet()) {
        Optional<Event> event = change.getValue().event(change.getKey(), revision);
        if (event.isPresent()) {
          events.add(event.get());
          bytes += EVENT_OVERHEAD + event.get().serializedSize();
          if (limits.maxRevisionBytes() > 0 && bytes > limits.maxRevisionBytes()) {
            throw Refusals.revisionTooLarge(limits);
          }
        }
      }
      return new CommitPlan(events, deleted);
    }
  }

  /** What becomes of one key. */
  private static final class Change {

    private final Optional<KeyValue> before;
    private Optional<Bytes> after;
    private boolean put;
    private boolean reborn;

    Change(Optional<KeyValue> before) {
      this.before = before;
      this.after = before.map(KeyValue::value);
    }

    void put(Bytes value) {
      reborn |= after.isEmpty();
      put = true;
      after = Optional.of(value);
    }

    /** Returns whether there was something to delete. */
    boolean delete() {
      boolean present = after.isPresent();
      after = Optional.empty();
      return present;
    }

    Optional<Event> event(Bytes key, long revision) {
      if (after.isEmpty()) {
        return before.map(entry -> new Event.Delete(key, revision, before));
      }
      if (!put) {
        return Optional.empty();
      }
      KeyValue entry =
          before.isEmpty() || reborn
              ? new KeyValue(key, after.get(), revision, revision, 1)
              : new KeyValue(
                  key,
                  after.get(),
                  before.get().createRevision(),
                  revision,
                  before.get().version() + 1);
      return Optional.of(new Event.Put(entry, before));
    }
  }
}
