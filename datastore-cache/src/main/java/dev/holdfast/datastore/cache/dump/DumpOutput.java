package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.DumpHeader;
import dev.holdfast.proto.datastore.v1.DumpPart;
import dev.holdfast.proto.datastore.v1.DumpRecord;
import dev.holdfast.proto.datastore.v1.DumpTrailer;
import dev.holdfast.store.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The parts of a dump, written one after the other. Used once. */
final class DumpOutput {

  /** The first line of every dump. */
  static final String FIRST_LINE = "holdfast dump 1\n";

  private static final int BUFFER_BYTES = 1 << 16;

  private final MessageDigest digest = DumpFile.sha256();
  private final OutputStream buffered;
  private final OutputStream digested;
  private final Floor floor;
  private final Instant createdAt;
  private final String source;
  private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
  private long written;

  private DumpOutput(OutputStream out, Floor floor, Instant createdAt, String source) {
    this.buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    this.digested = new DigestOutputStream(buffered, digest);
    this.floor = floor;
    this.createdAt = Times.decode(Times.encode(createdAt));
    this.source = source;
  }

  /** Writes the first line and the header. */
  static DumpOutput begin(OutputStream out, Floor floor, Instant createdAt, String source)
      throws IOException {
    DumpOutput output = new DumpOutput(out, floor, createdAt, source);
    output.digested.write(FIRST_LINE.getBytes(StandardCharsets.US_ASCII));
    DumpPart.newBuilder()
        .setHeader(
            DumpHeader.newBuilder()
                .setLayoutVersion(Layout.VERSION)
                .setHistoryId(floor.historyId())
                .setRevision(floor.revision())
                .setCreatedAt(Times.encode(output.createdAt))
                .setStoreName(source))
        .build()
        .writeDelimitedTo(output.digested);
    return output;
  }

  void record(RecordKind kind, Bytes key, Bytes value, long createRevision) throws IOException {
    DumpPart.newBuilder()
        .setRecord(
            DumpRecord.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(key.toByteArray()))
                .setValue(UnsafeByteOperations.unsafeWrap(value.toByteArray()))
                .setCreateRevision(createRevision))
        .build()
        .writeDelimitedTo(digested);
    counts.merge(kind, 1L, Long::sum);
    written++;
  }

  /** Returns how many records are written. */
  long written() {
    return written;
  }

  /** Writes the trailer. */
  DumpSummary end(List<String> leftOut) throws IOException {
    DumpPart.newBuilder()
        .setTrailer(
            DumpTrailer.newBuilder()
                .setRecords(written)
                .setSha256(ByteString.copyFrom(digest.digest())))
        .build()
        .writeDelimitedTo(buffered);
    buffered.flush();
    return new DumpSummary(floor, createdAt, source, counts, leftOut);
  }
}
