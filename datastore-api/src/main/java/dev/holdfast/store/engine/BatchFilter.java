package dev.holdfast.store.engine;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Detail;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes messages of bounded size from commits: what matches a watch's ranges, whole revisions, and
 * a revision that is too large in parts. Not thread-safe.
 */
final class BatchFilter {

  private static final int MAX_EVENTS = 1_024;
  private static final int MAX_BYTES = 1 << 20;

  private final WatchRequest request;
  private final Deque<Batch> rest = new ArrayDeque<>();

  /**
   * A message.
   *
   * @param batches its batches; none where nothing matched
   * @param through the revision up to which everything is told once the message and the rest of its
   *     last revision are
   */
  record Message(List<Batch> batches, long through) {}

  BatchFilter(WatchRequest request) {
    this.request = request;
  }

  /** Returns whether parts of the last revision are still to be told. */
  boolean hasRest() {
    return !rest.isEmpty();
  }

  /** Returns the next part of the last revision. */
  WatchResponse takeRest() {
    return new WatchResponse.Batches(List.of(rest.remove()));
  }

  /** Makes a message of as many commits as fit. */
  Message take(Stretch stretch) {
    List<Batch> batches = new ArrayList<>();
    int events = 0;
    int bytes = 0;
    long through = 0;
    for (Commit commit : stretch.commits()) {
      List<Event> matching = matching(commit);
      int size = sizeOf(matching);
      boolean fits = events + matching.size() <= MAX_EVENTS && bytes + size <= MAX_BYTES;
      if (!fits && !batches.isEmpty()) {
        return new Message(batches, through);
      }
      through = commit.revision();
      if (!fits) {
        rest.addAll(parts(commit, matching));
        return new Message(List.of(rest.remove()), through);
      }
      if (!matching.isEmpty()) {
        batches.add(new Batch(commit.revision(), matching, Batch.Part.LAST, commit.fingerprint()));
        events += matching.size();
        bytes += size;
      }
    }
    return new Message(batches, stretch.through());
  }

  private List<Event> matching(Commit commit) {
    List<Event> matching = new ArrayList<>();
    for (Event event : commit.events()) {
      if (matches(event.key())) {
        matching.add(
            request.detail() == Detail.EVENTS_WITH_PREVIOUS ? event : event.withoutPrevious());
      }
    }
    return matching;
  }

  private boolean matches(Bytes key) {
    for (KeyRange range : request.ranges()) {
      if (range.contains(key)) {
        return true;
      }
    }
    return false;
  }

  private static int sizeOf(List<Event> events) {
    long size = 0;
    for (Event event : events) {
      size += event.serializedSize();
    }
    return (int) Math.min(size, Integer.MAX_VALUE / 2);
  }

  private static List<Batch> parts(Commit commit, List<Event> events) {
    List<Batch> parts = new ArrayList<>();
    List<Event> part = new ArrayList<>();
    int bytes = 0;
    for (Event event : events) {
      int size = event.serializedSize();
      if (!part.isEmpty() && (part.size() == MAX_EVENTS || bytes + size > MAX_BYTES)) {
        parts.add(new Batch(commit.revision(), part, Batch.Part.CONTINUED, commit.fingerprint()));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(event);
      bytes += size;
    }
    parts.add(new Batch(commit.revision(), part, Batch.Part.LAST, commit.fingerprint()));
    return parts;
  }
}
