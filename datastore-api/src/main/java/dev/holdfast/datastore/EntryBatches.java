package dev.holdfast.datastore;

import java.util.ArrayList;
import java.util.List;

/** Creates entries by few commits, of which each takes all of its entries or none. */
final class EntryBatches {

  private static final int MOST_ENTRIES = 256;

  private final Entries entries;
  private final List<BatchResult<CreatedEntry>> results = new ArrayList<>();

  EntryBatches(Entries entries) {
    this.entries = entries;
  }

  List<BatchResult<CreatedEntry>> create(List<RegistrationEntry> batch) {
    for (int from = 0; from < batch.size(); from += MOST_ENTRIES) {
      commit(batch.subList(from, Math.min(batch.size(), from + MOST_ENTRIES)));
    }
    return List.copyOf(results);
  }

  /** Creates entries by one commit; where that is refused, by one for each half. */
  private void commit(List<RegistrationEntry> some) {
    if (some.size() == 1) {
      results.add(BatchResult.of(() -> entries.create(some.get(0))));
      return;
    }
    try {
      entries.createAll(some).forEach(created -> results.add(new BatchResult.Done<>(created)));
    } catch (DataStoreException e) {
      if (isOfSomeEntry(e)) {
        commit(some.subList(0, some.size() / 2));
        commit(some.subList(some.size() / 2, some.size()));
      } else {
        some.forEach(entry -> results.add(new BatchResult.Failed<>(e)));
      }
    }
  }

  /** Returns whether a failure may be that of some entries only: the others may do better alone. */
  private static boolean isOfSomeEntry(DataStoreException failure) {
    return switch (failure.code()) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          ABORTED,
          INTERNAL,
          DATA_LOSS ->
          true;
      case OUT_OF_RANGE,
          RESOURCE_EXHAUSTED,
          UNAVAILABLE,
          UNKNOWN,
          UNIMPLEMENTED,
          UNAUTHENTICATED,
          PERMISSION_DENIED,
          DEADLINE_EXCEEDED,
          CANCELLED ->
          false;
    };
  }
}
