package dev.holdfast.datastore.cache.dump;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.cache.internal.feed.Format;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Loads a store from a dump. Used once.
 *
 * <p>The first commit takes the format record away and notes which dump is being loaded; the last
 * one does the opposite. In between the store is one that no server serves, and every commit checks
 * that it still is. So a load that was broken off shows, and can be repeated.
 */
final class DumpLoader {

  private static final int MOST_OPERATIONS = 2_000;
  private static final long MOST_BYTES = 1 << 20;
  private static final long OPERATION_OVERHEAD = 64;
  private static final int PROGRESS_RECORDS = 500;
  private static final int QUESTIONS = 10;
  private static final long PAUSE_NANOS = 50_000_000;

  private final DumpFile dump;
  private final Store store;
  private final Limits limits;
  private final List<Mutation> batch = new ArrayList<>();
  private List<Check> underWay = List.of();
  private long batchBytes;

  DumpLoader(DumpFile dump, Store store) {
    this.dump = dump;
    this.store = store;
    this.limits = store.blocking().info().limits();
  }

  void load(LongConsumer progress) throws IOException {
    begin();
    for (int i = 0; i < dump.size(); i++) {
      add(dump.record(i), i);
      if (i % PROGRESS_RECORDS == 0) {
        progress.accept(i);
      }
    }
    flush();
    finish();
  }

  /** Takes an empty store, or one into which a load of the same dump was broken off. */
  private void begin() {
    try (Transaction transaction = store.blocking().open(BeginRequest.readWrite())) {
      Optional<KeyValue> format = transaction.get(Layout.FORMAT_KEY);
      format.ifPresent(Format::read);
      Optional<KeyValue> earlier = transaction.get(Layout.LOAD_KEY);
      if (earlier.isPresent()) {
        requireSameDump(earlier.get());
      } else {
        requireEmpty(transaction);
      }
      List<Mutation> mutations = new ArrayList<>();
      format.ifPresent(it -> mutations.add(Mutation.delete(KeyRange.key(Layout.FORMAT_KEY))));
      mutations.add(Mutation.put(Layout.LOAD_KEY, dump.digest()));
      CommitResult taken = transaction.commit(List.of(), mutations);
      underWay =
          List.of(
              new Check(Layout.FORMAT_KEY, Precondition.absent()),
              new Check(Layout.LOAD_KEY, Precondition.modRevision(taken.header().revision())));
    }
  }

  private void requireSameDump(KeyValue earlier) {
    if (!earlier.value().equals(dump.digest())) {
      throw new DataStoreException(
              Reason.ALREADY_EXISTS,
              "a load of another dump was broken off; repeat that one, or take an empty store")
          .of("store");
    }
  }

  private static void requireEmpty(Transaction transaction) {
    if (!transaction
        .get(GetRequest.of(KeyRange.prefix(Layout.RECORDS)).limitedTo(1).keysOnly())
        .entries()
        .isEmpty()) {
      throw new DataStoreException(
              Reason.ALREADY_EXISTS,
              "it holds records already; a dump is loaded into an empty store only")
          .of("store");
    }
  }

  private void add(DumpedRecord record, int position) {
    List<Mutation> writes = record.writes(position);
    long bytes = 0;
    for (Mutation write : writes) {
      Mutation.Put put = (Mutation.Put) write;
      bytes += OPERATION_OVERHEAD + put.key().size() + put.value().size();
      requireSize(record.key(), put.value());
    }
    int most = Math.min(MOST_OPERATIONS, limits.maxTxnOps()) - underWay.size();
    long mostBytes = Math.min(MOST_BYTES, limits.maxTxnBytes() / 2);
    if (!batch.isEmpty()
        && (batch.size() + writes.size() > most || batchBytes + bytes > mostBytes)) {
      flush();
    }
    batch.addAll(writes);
    batchBytes += bytes;
  }

  private void requireSize(Bytes key, Bytes value) {
    if (value.size() > limits.maxValueBytes()) {
      throw new DataStoreException(
              Reason.TOO_LARGE,
              "it takes "
                  + value.size()
                  + " bytes, over this store's limit of "
                  + limits.maxValueBytes()
                  + "; load into another")
          .of("record " + key);
    }
  }

  private void flush() {
    if (!batch.isEmpty()) {
      commit(batch);
      batch.clear();
      batchBytes = 0;
    }
  }

  private void finish() {
    try (Transaction transaction = store.blocking().open(BeginRequest.readOnly())) {
      long found = transaction.count(KeyRange.prefix(Layout.RECORDS));
      if (found != dump.size()) {
        throw new DataStoreException(
                Reason.INTERNAL,
                "it holds " + found + " records after the load of " + dump.size() + "; clear it")
            .of("store");
      }
    }
    commit(
        List.of(
            Mutation.delete(KeyRange.key(Layout.LOAD_KEY)),
            Mutation.put(Layout.FORMAT_KEY, Format.fresh())));
  }

  /** Commits, and asks again while the outcome is unknown: the id makes that harmless. */
  private void commit(List<Mutation> mutations) {
    CommitRequest request = CommitRequest.oneShot(TxnId.random(), underWay, mutations);
    for (int question = 1; ; question++) {
      try {
        var unused = store.blocking().commit(request);
        return;
      } catch (StoreException e) {
        if (e.reason() == ErrorReason.PRECONDITION_FAILED) {
          throw new DataStoreException(
              Reason.CONTENTION, "somebody else laid the store out, or loads into it too", e);
        }
        if (e.reason().cure() != ErrorReason.Cure.ASK_AGAIN || question == QUESTIONS) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
