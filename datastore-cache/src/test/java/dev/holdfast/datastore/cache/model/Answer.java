package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/** What operations answer, in a form in which two sides can be compared. */
final class Answer {

  /** The answer of an operation that had nothing to go on with. */
  static final String NOTHING = "NOTHING";

  /** The answer of an operation that tells nothing. */
  static final String DONE = "DONE";

  private Answer() {}

  /** The refusal of an operation. */
  record Refused(DataStoreException.Reason reason) {}

  /** A page, and whether another follows. */
  record Paged(Object items, boolean more) {}

  /** The changes of one commit, in no order. */
  record Told(long revision, Set<Object> changes) {}

  /** What an agent knows after it has asked. */
  record Polled(Extent extent, Map<String, Stored<RegistrationEntry>> entries) {}

  /** Makes a call; a refusal is an answer too. */
  static Object of(Operation operation, Side side) {
    try {
      return operation.call().apply(side);
    } catch (DataStoreException e) {
      return new Refused(e.reason());
    }
  }

  /** Returns the state that a read's answer reflects. */
  static Optional<Floor> floorOf(Object answer) {
    if (answer instanceof Read<?> read) {
      return Optional.of(read.floor());
    }
    return answer instanceof Page<?> page ? Optional.of(page.floor()) : Optional.empty();
  }

  /** Returns an answer with other revisions, without whatever may differ between equals. */
  static Object normal(Object answer, LongUnaryOperator revisions) {
    if (answer instanceof Stored<?> stored) {
      return normal(stored, revisions);
    } else if (answer instanceof CreatedEntry created) {
      return List.of(normal(created.entry(), revisions), created.outcome());
    } else if (answer instanceof Deleted<?> deleted) {
      return normal(deleted.record(), revisions);
    } else if (answer instanceof Pruned pruned) {
      return pruned.count();
    } else if (answer instanceof Floor) {
      return DONE;
    } else if (answer instanceof Read<?> read) {
      return normal(read.value(), revisions);
    } else if (answer instanceof Page<?> page) {
      return new Paged(normal(page.items(), revisions), page.next().isPresent());
    } else if (answer instanceof Polled polled) {
      return normal(polled.entries(), revisions);
    } else if (answer instanceof ChangeSet set) {
      Set<Object> changes = new HashSet<>();
      set.changes().forEach(change -> changes.add(normal(change, revisions)));
      return new Told(revisions.applyAsLong(set.floor().revision()), changes);
    } else if (answer instanceof Change change) {
      return List.of(
          change.kind(), change.operation(), change.key(), normal(change.record(), revisions));
    }
    return normalContainer(answer, revisions);
  }

  private static Object normalContainer(Object answer, LongUnaryOperator revisions) {
    if (answer instanceof BatchResult.Done<?> done) {
      return normal(done.value(), revisions);
    } else if (answer instanceof BatchResult.Failed<?> failed) {
      return failed.failure().reason();
    } else if (answer instanceof Optional<?> optional) {
      return optional.map(value -> normal(value, revisions));
    } else if (answer instanceof Collection<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(value -> all.add(normal(value, revisions)));
      return all;
    } else if (answer instanceof Map<?, ?> map) {
      Map<Object, Object> all = new HashMap<>();
      map.forEach((key, value) -> all.put(key, normal(value, revisions)));
      return all;
    }
    return answer;
  }

  private static Stored<? extends IdentityRecord> normal(
      Stored<?> stored, LongUnaryOperator revisions) {
    return new Stored<>(
        stored.value(),
        ModelState.HISTORY,
        revisions.applyAsLong(stored.createRevision()),
        revisions.applyAsLong(stored.modRevision()),
        stored.revisionNumber(),
        stored.createdAt());
  }

  /** Tells every revision at which an answer says that something was written. */
  static void revisions(Object answer, LongConsumer told) {
    if (answer instanceof Stored<?> stored) {
      told.accept(stored.modRevision());
    } else if (answer instanceof CreatedEntry created) {
      revisions(created.entry(), told);
    } else if (answer instanceof Deleted<?> deleted) {
      told.accept(deleted.floor().revision());
    } else if (answer instanceof Pruned pruned) {
      told.accept(pruned.floor().revision());
    } else if (answer instanceof Floor floor) {
      told.accept(floor.revision());
    } else if (answer instanceof BatchResult.Done<?> done) {
      revisions(done.value(), told);
    } else if (answer instanceof Optional<?> optional) {
      optional.ifPresent(value -> revisions(value, told));
    } else if (answer instanceof Collection<?> list) {
      list.forEach(value -> revisions(value, told));
    }
  }

  /** Names an answer's outcome, as the proof of reach has it. */
  static String outcome(Object answer) {
    if (answer instanceof Refused refused) {
      return refused.reason().name();
    } else if (answer instanceof CreatedEntry created) {
      return created.outcome().name();
    } else if (answer instanceof Read<?> read) {
      return outcome(read.value());
    } else if (answer instanceof Page<?> page) {
      return page.items().isEmpty() ? "NONE" : page.next().isPresent() ? "MORE" : "LAST";
    } else if (answer instanceof Polled polled) {
      return polled.extent().name();
    } else if (answer instanceof Optional<?> optional) {
      return optional.isPresent() ? "SOME" : "NONE";
    } else if (answer instanceof Collection<?> list) {
      boolean failed = list.stream().anyMatch(BatchResult.Failed.class::isInstance);
      return failed ? "FAILED" : list.isEmpty() ? "NONE" : "SOME";
    } else if (answer instanceof Map<?, ?> map) {
      return map.isEmpty() ? "NONE" : "SOME";
    } else if (answer instanceof Pruned pruned) {
      return pruned.count() == 0 ? "NONE" : "SOME";
    } else if (answer instanceof Long count) {
      return count == 0 ? "NONE" : "SOME";
    }
    return answer.equals(NOTHING) ? NOTHING : DONE;
  }
}
