package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.Format;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.Transaction;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes a dump of a store. Used once. */
final class DumpWriter {

  private final Store store;
  private final Clock clock;
  private final List<String> leftOut = new ArrayList<>();

  DumpWriter(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  DumpSummary write(OutputStream out, LongConsumer progress) throws IOException {
    String storeName = store.blocking().info().name();
    try (Transaction transaction = store.blocking().open(BeginRequest.readOnly())) {
      Header snapshot = transaction.snapshot();
      requireFormat(transaction);
      Floor floor = new Floor(snapshot.historyId(), snapshot.revision());
      DumpOutput output = DumpOutput.begin(out, floor, clock.instant(), storeName);
      writeRecords(transaction, output, progress);
      return output.end(leftOut);
    }
  }

  private static void requireFormat(Transaction transaction) {
    Format.requireNoLoad(transaction);
    KeyValue format =
        transaction
            .get(Layout.FORMAT_KEY)
            .orElseThrow(
                () ->
                    new DataStoreException(
                        Reason.FORMAT_UNKNOWN, "the store holds no DataStore; name another"));
    Format.read(format);
  }

  private void writeRecords(Transaction transaction, DumpOutput output, LongConsumer progress)
      throws IOException {
    GetRequest request = GetRequest.of(KeyRange.prefix(Layout.RECORDS));
    while (true) {
      GetResult page = transaction.get(request);
      for (KeyValue record : page.entries()) {
        write(record, output);
      }
      progress.accept(output.written());
      if (!page.more()) {
        return;
      }
      request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
    }
  }

  private void write(KeyValue record, DumpOutput output) throws IOException {
    Optional<RecordKind> kind = Layout.kindOf(record.key()).filter(it -> isReadable(it, record));
    if (kind.isEmpty()) {
      leftOut.add(record.key().toString());
      return;
    }
    output.record(kind.get(), record.key(), record.value(), record.createRevision());
  }

  private static boolean isReadable(RecordKind kind, KeyValue record) {
    try {
      DumpedRecord.of(kind, record.key(), record.value());
      return true;
    } catch (InvalidProtocolBufferException | DataStoreException e) {
      return false;
    }
  }
}
