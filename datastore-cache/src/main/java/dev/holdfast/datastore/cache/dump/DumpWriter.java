package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.Format;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.DumpHeader;
import dev.holdfast.proto.datastore.v1.DumpPart;
import dev.holdfast.proto.datastore.v1.DumpRecord;
import dev.holdfast.proto.datastore.v1.DumpTrailer;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.Transaction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Writes a dump. Used once. */
final class DumpWriter {

  /** The first line of every dump. */
  static final String FIRST_LINE = "holdfast dump 1\n";

  private static final int BUFFER_BYTES = 1 << 16;

  private final Store store;
  private final Clock clock;
  private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
  private final List<String> leftOut = new ArrayList<>();
  private long written;

  DumpWriter(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  DumpSummary write(OutputStream out, LongConsumer progress) throws IOException {
    MessageDigest digest = DumpFile.sha256();
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    OutputStream digested = new DigestOutputStream(buffered, digest);
    String storeName = store.blocking().info().name();
    try (Transaction transaction = store.blocking().open(BeginRequest.readOnly())) {
      Instant now = Times.decode(Times.encode(clock.instant()));
      Header snapshot = transaction.snapshot();
      int layout = requireFormat(transaction);
      digested.write(FIRST_LINE.getBytes(StandardCharsets.US_ASCII));
      DumpPart.newBuilder()
          .setHeader(
              DumpHeader.newBuilder()
                  .setLayoutVersion(layout)
                  .setHistoryId(snapshot.historyId())
                  .setRevision(snapshot.revision())
                  .setCreatedAt(Times.encode(now))
                  .setStoreName(storeName))
          .build()
          .writeDelimitedTo(digested);
      writeRecords(transaction, digested, progress);
      trailer(digest.digest()).writeDelimitedTo(buffered);
      buffered.flush();
      return new DumpSummary(
          new Floor(snapshot.historyId(), snapshot.revision()), now, storeName, counts, leftOut);
    }
  }

  private static int requireFormat(Transaction transaction) {
    Format.requireNoLoad(transaction);
    KeyValue format =
        transaction
            .get(Layout.FORMAT_KEY)
            .orElseThrow(
                () ->
                    new DataStoreException(
                        Reason.FORMAT_UNKNOWN, "the store holds no DataStore; name another"));
    Format.read(format);
    return Layout.VERSION;
  }

  private DumpPart trailer(byte[] digest) {
    return DumpPart.newBuilder()
        .setTrailer(
            DumpTrailer.newBuilder().setRecords(written).setSha256(ByteString.copyFrom(digest)))
        .build();
  }

  private void writeRecords(Transaction transaction, OutputStream out, LongConsumer progress)
      throws IOException {
    GetRequest request = GetRequest.of(KeyRange.prefix(Layout.RECORDS));
    while (true) {
      GetResult page = transaction.get(request);
      for (KeyValue record : page.entries()) {
        write(record, out);
      }
      progress.accept(written);
      if (!page.more()) {
        return;
      }
      request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
    }
  }

  private void write(KeyValue record, OutputStream out) throws IOException {
    Optional<RecordKind> kind = Layout.kindOf(record.key()).filter(it -> isReadable(it, record));
    if (kind.isEmpty()) {
      leftOut.add(record.key().toString());
      return;
    }
    DumpPart.newBuilder()
        .setRecord(
            DumpRecord.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(record.key().toByteArray()))
                .setValue(UnsafeByteOperations.unsafeWrap(record.value().toByteArray()))
                .setCreateRevision(record.createRevision()))
        .build()
        .writeDelimitedTo(out);
    counts.merge(kind.get(), 1L, Long::sum);
    written++;
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
