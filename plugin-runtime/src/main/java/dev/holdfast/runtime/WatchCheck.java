package dev.holdfast.runtime;

import static dev.holdfast.runtime.AnswerCheck.broken;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.List;
import java.util.Optional;

/**
 * Judges the messages of one watch, in their order: what breaks a promise is named and never handed
 * on. For one thread at a time.
 */
final class WatchCheck {

  private final List<KeyRange> ranges;
  private boolean created;

  /** Everything up to here has been told. */
  private long told;

  /** The revision that has been told in part, with the last key told of it. */
  private Optional<Bytes> lastKey = Optional.empty();

  private boolean insideRevision;

  WatchCheck(WatchRequest request) {
    this.ranges = request.ranges();
    this.told = request.start() instanceof WatchRequest.Start.After after ? after.revision() : -1;
  }

  WatchResponse check(WatchResponse message) {
    if (message instanceof WatchResponse.Created first) {
      if (created) {
        throw broken("a watch told twice that it was created");
      }
      created = true;
      told = told < 0 ? first.header().revision() : told;
    } else if (!created) {
      throw broken("the first message of a watch did not say that it was created");
    } else if (message instanceof WatchResponse.Batches batches) {
      batches.batches().forEach(this::check);
    } else if (message instanceof WatchResponse.Progress progress) {
      check(progress);
    }
    return message;
  }

  private void check(WatchResponse.Progress progress) {
    if (insideRevision) {
      throw broken("progress came inside of revision " + (told + 1) + ", which goes on");
    }
    if (progress.revision() < told) {
      throw broken(
          "progress fell back to " + progress.revision() + ", after " + told + " had been told");
    }
    told = progress.revision();
  }

  private void check(Batch batch) {
    boolean goesOn = insideRevision && batch.revision() == told + 1;
    if (insideRevision && !goesOn) {
      throw broken(
          "revision " + batch.revision() + " came before revision " + (told + 1) + " was whole");
    }
    if (batch.revision() <= told) {
      throw broken(
          "events of revision "
              + batch.revision()
              + " came after everything up to "
              + told
              + " had been told");
    }
    if (!goesOn) {
      lastKey = Optional.empty();
    }
    for (Event event : batch.events()) {
      check(event, batch.revision());
    }
    insideRevision = batch.part() == Batch.Part.CONTINUED;
    told = insideRevision ? batch.revision() - 1 : batch.revision();
  }

  private void check(Event event, long revision) {
    if (event.revision() != revision) {
      throw broken(
          "an event of revision " + event.revision() + " came in the batch of " + revision);
    }
    if (ranges.stream().noneMatch(range -> range.contains(event.key()))) {
      throw broken("a watch told of key " + event.key() + ", which is not watched");
    }
    if (lastKey.isPresent() && event.key().compareTo(lastKey.get()) <= 0) {
      throw broken(
          "a watch told of key "
              + event.key()
              + " behind key "
              + lastKey.get()
              + " of the same revision");
    }
    lastKey = Optional.of(event.key());
  }
}
