package dev.holdfast.conformance.history;

import dev.holdfast.store.Batch;
import dev.holdfast.store.WatchResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Check C5: what began after something else was known must not be of an earlier revision.
 *
 * <p>Whatever tells a revision at a time is a sighting; every later call must reflect it.
 */
final class RealTime {

  private final List<Violation> violations;

  /** The greatest revision that anybody had seen by a time. */
  private final TreeMap<Long, Sighting> greatestBy = new TreeMap<>();

  /**
   * A revision that somebody saw.
   *
   * @param at when
   * @param revision the revision
   * @param source the call or stream that told it
   */
  private record Sighting(long at, long revision, Object source) {
    String what() {
      return source instanceof Call call
          ? Describe.request(call)
          : "told by " + Describe.watch(((Stream) source).request());
    }
  }

  RealTime(History history, List<Violation> violations) {
    this.violations = violations;
    List<Sighting> sightings = new ArrayList<>();
    history.calls().forEach(call -> see(call, sightings));
    history.streams().forEach(stream -> see(stream, sightings));
    sightings.sort(Comparator.comparingLong(Sighting::at));
    long greatest = 0;
    for (Sighting sighting : sightings) {
      if (sighting.revision() > greatest) {
        greatest = sighting.revision();
        greatestBy.put(sighting.at(), sighting);
      }
    }
  }

  /** Returns the greatest revision that anybody had seen before a time. */
  long seenBefore(long time) {
    Map.Entry<Long, Sighting> last = greatestBy.lowerEntry(time);
    return last == null ? 0 : last.getValue().revision();
  }

  void check(History history, List<Write> writes) {
    for (Write write : writes) {
      // A repeat answers what the first call did, so only a call of its own takes a new revision.
      if (write.calls().size() == 1 && write.outcome() instanceof Write.Outcome.Applied applied) {
        require(write.first(), applied.revision(), applied.revision() - 1, "a later revision");
      }
    }
    for (Call call : history.calls()) {
      if (call instanceof Call.Begin begin) {
        begin.answer().value().ifPresent(begun -> requireFresh(call, begun.header().revision()));
      } else if (call.txn().isEmpty() && call instanceof Call.Delete delete) {
        delete
            .answer()
            .value()
            .filter(result -> result.deleted() == 0)
            .ifPresent(result -> requireFresh(call, result.header().revision()));
      } else if (call.txn().isEmpty() && call instanceof Call.Get get) {
        get.answer().value().ifPresent(read -> requireFresh(call, read.header().revision()));
      } else if (call.txn().isEmpty() && call instanceof Call.Count count) {
        count.answer().value().ifPresent(read -> requireFresh(call, read.header().revision()));
      }
    }
    for (Stream stream : history.streams()) {
      stream.created().ifPresent(created -> requireFresh(stream, created.header().revision()));
    }
  }

  private void requireFresh(Call call, long revision) {
    require(call, revision, revision, "that revision or a later one");
  }

  private void requireFresh(Stream stream, long revision) {
    Map.Entry<Long, Sighting> seen = greatestBy.lowerEntry(stream.span().called());
    if (seen != null && seen.getValue().revision() > revision) {
      report(Describe.watch(stream.request()) + " -> Created at " + revision, seen.getValue());
    }
  }

  private void require(Call call, long told, long reaches, String expected) {
    Map.Entry<Long, Sighting> seen = greatestBy.lowerEntry(call.span().called());
    if (seen != null && seen.getValue().revision() > reaches) {
      report(Describe.call(call) + ", of revision " + told, seen.getValue(), expected);
    }
  }

  private void report(String late, Sighting seen) {
    report(late, seen, "that revision or a later one");
  }

  private void report(String late, Sighting seen, String expected) {
    violations.add(
        new Violation(
            "C5",
            late
                + " although revision "
                + seen.revision()
                + " had been seen before it began ("
                + seen.what()
                + "); expected was "
                + expected));
  }

  private static void see(Call call, List<Sighting> sightings) {
    long revision = revisionOf(call);
    if (revision > 0) {
      sightings.add(new Sighting(call.span().returned(), revision, call));
    }
  }

  private static long revisionOf(Call call) {
    if (call instanceof Call.Put put && put.txn().isEmpty()) {
      return put.answer().value().map(result -> result.modRevision().orElse(0)).orElse(0L);
    } else if (call instanceof Call.Delete delete && delete.txn().isEmpty()) {
      return delete.answer().value().map(result -> result.header().revision()).orElse(0L);
    } else if (call instanceof Call.Get get) {
      return get.answer().value().map(result -> result.header().revision()).orElse(0L);
    } else if (call instanceof Call.Count count) {
      return count.answer().value().map(result -> result.header().revision()).orElse(0L);
    } else if (call instanceof Call.Begin begin) {
      return begin.answer().value().map(result -> result.header().revision()).orElse(0L);
    } else if (call instanceof Call.Commit commit) {
      return commit.answer().value().map(result -> result.revision().orElse(0)).orElse(0L);
    }
    return 0;
  }

  private static void see(Stream stream, List<Sighting> sightings) {
    for (Stream.Received received : stream.messages()) {
      WatchResponse message = received.message();
      if (message instanceof WatchResponse.Created created) {
        sightings.add(new Sighting(received.at(), created.header().revision(), stream));
      } else if (message instanceof WatchResponse.Progress progress) {
        sightings.add(new Sighting(received.at(), progress.revision(), stream));
      } else if (message instanceof WatchResponse.Batches batches) {
        for (Batch batch : batches.batches()) {
          sightings.add(new Sighting(received.at(), batch.revision(), stream));
        }
      }
    }
  }
}
