package dev.holdfast.conformance.history;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Check C1 and etcd's watch definitions: a stream is a prefix of what matches it after its start,
 * whole revisions, each once, in order, and progress never runs ahead.
 */
final class StreamCheck {

  private final History history;
  private final NavigableMap<Long, List<Event>> commits;
  private final Map<Long, Bytes> fingerprints = new HashMap<>();

  StreamCheck(History history, NavigableMap<Long, List<Event>> commits) {
    this.history = history;
    this.commits = commits;
  }

  void check(List<Violation> violations) {
    for (Stream stream : history.streams()) {
      new Reader(stream)
          .read()
          .ifPresent(
              found ->
                  violations.add(
                      new Violation(
                          found.check(),
                          Describe.watch(stream.request()) + ": " + found.message())));
    }
  }

  /**
   * Merges what all streams of a history told of its scope, revision by revision.
   *
   * @param history the history
   * @param violations takes two streams that told different things of one key
   */
  static NavigableMap<Long, List<Event>> merge(History history, List<Violation> violations) {
    NavigableMap<Long, NavigableMap<Bytes, Event>> merged = new TreeMap<>();
    for (Stream stream : history.streams()) {
      for (Batch batch : batches(stream)) {
        for (Event event : batch.events()) {
          if (event.key().startsWith(history.scope())) {
            Event other =
                merged
                    .computeIfAbsent(batch.revision(), revision -> new TreeMap<>())
                    .putIfAbsent(event.key(), event.withoutPrevious());
            if (other != null && !other.equals(event.withoutPrevious())) {
              violations.add(
                  new Violation(
                      "C1",
                      "revision "
                          + batch.revision()
                          + " was told in two ways: "
                          + Describe.events(List.of(other, event))));
            }
          }
        }
      }
    }
    NavigableMap<Long, List<Event>> events = new TreeMap<>();
    merged.forEach((revision, byKey) -> events.put(revision, List.copyOf(byKey.values())));
    return events;
  }

  private static List<Batch> batches(Stream stream) {
    List<Batch> batches = new ArrayList<>();
    for (Stream.Received received : stream.messages()) {
      if (received.message() instanceof WatchResponse.Batches message) {
        batches.addAll(message.batches());
      }
    }
    return batches;
  }

  /** Reads one stream along what it should tell. */
  private final class Reader {

    private final Stream stream;
    private long told;
    private long partOf = -1;
    private final List<Event> parts = new ArrayList<>();

    Reader(Stream stream) {
      this.stream = stream;
    }

    Optional<Violation> read() {
      if (stream.messages().isEmpty()) {
        return Optional.empty();
      }
      if (!(stream.messages().get(0).message() instanceof WatchResponse.Created created)) {
        return violation("Created", "the first message is not Created");
      }
      told =
          stream.request().start() instanceof WatchRequest.Start.After after
              ? after.revision()
              : created.header().revision();
      for (Stream.Received received : stream.messages().subList(1, stream.messages().size())) {
        Optional<Violation> found = read(received.message());
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private Optional<Violation> read(WatchResponse message) {
      if (message instanceof WatchResponse.Created) {
        return violation("Created", "Created came twice");
      } else if (message instanceof WatchResponse.Progress progress) {
        return read(progress.revision());
      }
      for (Batch batch : ((WatchResponse.Batches) message).batches()) {
        Optional<Violation> found = read(batch);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    private Optional<Violation> read(long progress) {
      if (partOf >= 0) {
        return violation("Atomic", "Progress " + progress + " came amid revision " + partOf);
      }
      Optional<Long> missing = nextExpected();
      if (missing.isPresent() && missing.get() <= progress) {
        return violation(
            "Bookmarkable",
            "Progress " + progress + " came before the events of revision " + missing.get());
      }
      told = Math.max(told, progress);
      return Optional.empty();
    }

    private Optional<Violation> read(Batch batch) {
      long revision = batch.revision();
      if (partOf >= 0 && partOf != revision) {
        return violation(
            "Atomic", "revision " + revision + " came before revision " + partOf + " was whole");
      }
      if (revision <= told) {
        return violation(
            "Ordered/Unique",
            "a batch of revision "
                + revision
                + " came after everything up to "
                + told
                + " had been told, or lies before the start");
      }
      Bytes other = fingerprints.putIfAbsent(revision, batch.fingerprint());
      if (other != null && !other.equals(batch.fingerprint())) {
        return violation("C1", "revision " + revision + " bears two fingerprints");
      }
      for (Event event : batch.events()) {
        if (!matches(event.key())) {
          return violation("Filter", "an event of key " + event.key() + " matches no range");
        }
        if (event.key().startsWith(history.scope())) {
          parts.add(event);
        }
      }
      partOf = batch.part() == Batch.Part.CONTINUED ? revision : -1;
      return partOf >= 0 ? Optional.empty() : finish(revision);
    }

    private Optional<Violation> finish(long revision) {
      Optional<Long> missing = nextExpected();
      if (missing.isPresent() && missing.get() < revision) {
        return violation(
            "Reliable",
            "revision " + revision + " came and revision " + missing.get() + " did not");
      }
      List<Event> expected = matching(revision);
      if (!expected.equals(parts)) {
        return violation(
            "Atomic/Filter",
            "revision "
                + revision
                + " told "
                + Describe.events(parts)
                + ", expected were "
                + Describe.events(expected));
      }
      parts.clear();
      told = revision;
      return Optional.empty();
    }

    private Optional<Long> nextExpected() {
      for (Map.Entry<Long, List<Event>> commit : commits.tailMap(told, false).entrySet()) {
        for (Event event : commit.getValue()) {
          if (matches(event.key())) {
            return Optional.of(commit.getKey());
          }
        }
      }
      return Optional.empty();
    }

    private List<Event> matching(long revision) {
      boolean previous = stream.request().detail() == WatchRequest.Detail.EVENTS_WITH_PREVIOUS;
      return commits.getOrDefault(revision, List.of()).stream()
          .filter(event -> matches(event.key()))
          .map(event -> previous ? event : event.withoutPrevious())
          .toList();
    }

    private boolean matches(Bytes key) {
      for (KeyRange range : stream.request().ranges()) { // no stream: it is asked of every event
        if (range.contains(key)) {
          return true;
        }
      }
      return false;
    }

    private Optional<Violation> violation(String check, String message) {
      return Optional.of(new Violation(check, message));
    }
  }
}
