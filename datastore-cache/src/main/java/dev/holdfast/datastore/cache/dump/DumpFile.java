package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.DumpHeader;
import dev.holdfast.proto.datastore.v1.DumpPart;
import dev.holdfast.proto.datastore.v1.DumpRecord;
import dev.holdfast.proto.datastore.v1.DumpTrailer;
import dev.holdfast.store.Bytes;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A dump that was read from its first byte to its last and found whole. Its records can be read
 * again in the order of their creation, whatever their number: only where each begins is kept.
 */
final class DumpFile implements AutoCloseable {

  private static final int MOST_PART_BYTES = 64 << 20;
  private static final int BUFFER_BYTES = 1 << 16;

  private final RandomAccessFile file;
  private final DumpSummary summary;
  private final Bytes digest;
  private final List<Place> places;

  private DumpFile(RandomAccessFile file, DumpSummary summary, Bytes digest, List<Place> places) {
    this.file = file;
    this.summary = summary;
    this.digest = digest;
    this.places = places;
  }

  /**
   * Where a record stands in the file.
   *
   * @param kind its kind
   * @param createRevision the revision at which it came into being
   * @param position where it stood among those that came into being at that revision
   * @param offset where its message begins
   * @param length how long that is
   */
  private record Place(
      RecordKind kind, long createRevision, int position, long offset, int length) {}

  /** Opens a dump, and checks all of it. */
  static DumpFile open(Path path) throws IOException {
    try (InputStream input = Files.newInputStream(path)) {
      Check check = new Check(new BufferedInputStream(input, BUFFER_BYTES));
      check.run();
      check.places.sort(
          Comparator.comparing(Place::kind)
              .thenComparingLong(Place::createRevision)
              .thenComparing(Place::position, Integer::compareUnsigned));
      return new DumpFile(
          new RandomAccessFile(path.toFile(), "r"), check.summary(), check.expected, check.places);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  DumpSummary summary() {
    return summary;
  }

  /** Returns the digest of the file, which tells it from all others. */
  Bytes digest() {
    return digest;
  }

  int size() {
    return places.size();
  }

  /**
   * Reads a record.
   *
   * @param index which, from 0, in the order of creation within each kind
   */
  DumpedRecord record(int index) throws IOException {
    Place place = places.get(index);
    byte[] bytes = new byte[place.length()];
    file.seek(place.offset());
    file.readFully(bytes);
    return decode(DumpPart.parseFrom(bytes).getRecord());
  }

  private static DumpedRecord decode(DumpRecord record) throws InvalidProtocolBufferException {
    Bytes key = Bytes.wrap(record.getKey().toByteArray());
    RecordKind kind =
        Layout.kindOf(key)
            .orElseThrow(() -> new InvalidProtocolBufferException("a key is of no known kind"));
    return DumpedRecord.of(kind, key, Bytes.wrap(record.getValue().toByteArray()));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** The first reading of a file. */
  private static final class Check {

    private final DataInputStream input;
    private final MessageDigest digest = sha256();
    private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    private final List<Place> places = new ArrayList<>();
    private DumpHeader header = DumpHeader.getDefaultInstance();
    private Bytes expected = Bytes.empty();
    private ByteString last = ByteString.EMPTY;
    private long offset;

    Check(InputStream input) {
      this.input = new DataInputStream(input);
    }

    DumpSummary summary() {
      return new DumpSummary(
          new Floor(header.getHistoryId(), header.getRevision()),
          Times.decode(header.getCreatedAt()),
          header.getStoreName(),
          counts,
          List.of());
    }

    void run() throws IOException {
      try {
        readFirstLine();
        header = readHeader();
        DumpPart part = next();
        while (part.hasRecord()) {
          part = next();
        }
        requireWhole(part);
      } catch (EOFException e) {
        throw damaged("it was cut: it ends after " + offset + " bytes, without a trailer");
      } catch (InvalidProtocolBufferException e) {
        throw damaged("the part before byte " + offset + " cannot be read: " + e.getMessage());
      }
    }

    private void readFirstLine() throws IOException {
      byte[] line = new byte[DumpOutput.FIRST_LINE.length()];
      int read = input.readNBytes(line, 0, line.length);
      String found = new String(line, 0, read, StandardCharsets.US_ASCII);
      if (!found.equals(DumpOutput.FIRST_LINE)) {
        throw found.startsWith("holdfast dump ")
            ? new DataStoreException(
                    Reason.FORMAT_UNKNOWN, "a later version wrote it; load it with that")
                .of("dump")
            : damaged("it is no dump: it does not begin with \"holdfast dump 1\"");
      }
      digest.update(line);
      offset = line.length;
    }

    private DumpHeader readHeader() throws IOException {
      DumpPart part = next();
      if (!part.hasHeader()) {
        throw damaged("it has no header");
      }
      if (part.getHeader().getLayoutVersion() != Layout.VERSION) {
        throw new DataStoreException(
                Reason.FORMAT_UNKNOWN,
                "its records are laid out in format "
                    + part.getHeader().getLayoutVersion()
                    + ", and this version knows format "
                    + Layout.VERSION
                    + " only; use another version of Holdfast")
            .of("dump");
      }
      return part.getHeader();
    }

    /** Reads a part; all but the trailer are digested. */
    private DumpPart next() throws IOException {
      byte[] length = readLength();
      int size = decode(length);
      if (size < 0 || size > MOST_PART_BYTES) {
        throw new InvalidProtocolBufferException("it would have " + size + " bytes");
      }
      byte[] bytes = input.readNBytes(size);
      if (bytes.length < size) {
        throw new EOFException();
      }
      DumpPart part = DumpPart.parseFrom(bytes);
      if (!part.hasTrailer()) {
        digest.update(length);
        digest.update(bytes);
      }
      if (part.hasRecord()) {
        note(part.getRecord(), offset + length.length, size);
      }
      offset += length.length + size;
      return part;
    }

    private byte[] readLength() throws IOException {
      byte[] bytes = new byte[5];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = input.readByte();
        if (bytes[i] >= 0) {
          return Arrays.copyOf(bytes, i + 1);
        }
      }
      throw new InvalidProtocolBufferException("its length cannot be read");
    }

    private static int decode(byte[] varint) {
      int value = 0;
      for (int i = 0; i < varint.length; i++) {
        value |= (varint[i] & 0x7f) << (7 * i);
      }
      return value;
    }

    private void note(DumpRecord record, long at, int size) throws InvalidProtocolBufferException {
      if (ByteString.unsignedLexicographicalComparator().compare(record.getKey(), last) <= 0) {
        throw new InvalidProtocolBufferException("the records are not in the order of their keys");
      }
      last = record.getKey();
      DumpedRecord decoded = DumpFile.decode(record);
      places.add(
          new Place(
              decoded.kind(),
              record.getCreateRevision(),
              decoded.metadata().getPosition(),
              at,
              size));
      counts.merge(decoded.kind(), 1L, Long::sum);
    }

    private void requireWhole(DumpPart part) throws IOException {
      if (!part.hasTrailer()) {
        throw damaged("there is a part of no known sort before byte " + offset);
      }
      DumpTrailer trailer = part.getTrailer();
      if (trailer.getRecords() != places.size()) {
        throw damaged(
            "it holds "
                + places.size()
                + " records, and its trailer tells "
                + trailer.getRecords());
      }
      byte[] found = digest.digest();
      if (!MessageDigest.isEqual(found, trailer.getSha256().toByteArray())) {
        throw damaged("it was changed: its digest is not the one that its trailer tells");
      }
      if (input.read() >= 0) {
        throw damaged("more follows behind its trailer");
      }
      expected = Bytes.wrap(found);
    }

    private static DataStoreException damaged(String problem) {
      return new DataStoreException(Reason.INVALID, problem + "; nothing was written").of("dump");
    }
  }
}
