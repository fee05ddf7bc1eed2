package dev.holdfast.datastore.cache.internal.state;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.datastore.codec.Times;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads an encoded message field by field, as long as it is spelled as this version spells
 * messages: fields in their order, each once, none that says nothing, every number in the fewest
 * bytes. So what was read is written again byte by byte the same. Not thread-safe.
 */
final class Cursor {

  /** The message is spelled otherwise, or broken: read it by the general way. */
  static final class OtherSpellingException extends Exception {
    private static final long serialVersionUID = 1;

    OtherSpellingException() {
      super("", null, false, false);
    }
  }

  private static final int LENGTH_DELIMITED = 2;
  private static final int LONGEST_VARINT = 10;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final byte[] bytes;
  private int position;
  private int end;

  Cursor(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns where the cursor stands. */
  int position() {
    return position;
  }

  static int delimited(int field) {
    return (field << 3) | LENGTH_DELIMITED;
  }

  static int number(int field) {
    return field << 3;
  }

  /** Goes past the tag of a field, if that comes next. */
  boolean take(int tag) {
    if (position < end && bytes[position] == tag) {
      position++;
      return true;
    }
    return false;
  }

  /** Goes past the tag of a field, which must come next. */
  void require(int tag) throws OtherSpellingException {
    if (!take(tag)) {
      throw new OtherSpellingException();
    }
  }

  /** Returns a number that is not the one that says nothing. */
  long varint() throws OtherSpellingException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT && position < end; i++) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        // A last byte of 0 says nothing; the tenth byte has one bit of the number.
        if (next == 0 || (i == LONGEST_VARINT - 1 && next != 1)) {
          throw new OtherSpellingException();
        }
        return value;
      }
    }
    throw new OtherSpellingException();
  }

  int uint32() throws OtherSpellingException {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new OtherSpellingException();
    }
    return (int) value;
  }

  boolean flag(int tag) throws OtherSpellingException {
    if (!take(tag)) {
      return false;
    }
    if (varint() != 1) {
      throw new OtherSpellingException();
    }
    return true;
  }

  /** Returns the length of what follows, which is all there. */
  int length() throws OtherSpellingException {
    if (position < end && bytes[position] == 0) {
      position++;
      return 0;
    }
    int length = uint32();
    if (length > end - position) {
      throw new OtherSpellingException();
    }
    return length;
  }

  /** Enters a message, and returns where the one ends that it is in. */
  int enter() throws OtherSpellingException {
    return enter(length());
  }

  /** Enters a message of so many bytes, and returns where the one ends that it is in. */
  int enter(int length) {
    int outer = end;
    end = position + length;
    return outer;
  }

  /** Leaves a message, of which nothing may be left. */
  void leave(int outer) throws OtherSpellingException {
    requireEnd();
    end = outer;
  }

  void requireEnd() throws OtherSpellingException {
    if (position != end) {
      throw new OtherSpellingException();
    }
  }

  /** Returns the length of a text, which is not empty. */
  int textLength() throws OtherSpellingException {
    int length = length();
    if (length == 0) {
      throw new OtherSpellingException();
    }
    return length;
  }

  /** Goes past some bytes. */
  void skip(int length) {
    position += length;
  }

  /** Returns a text that is not empty. */
  String text() throws OtherSpellingException {
    return text(textLength());
  }

  /** Returns a text of so many bytes. */
  String text(int length) throws OtherSpellingException {
    int from = position;
    position += length;
    for (int i = from; i < position; i++) {
      if (bytes[i] < 0) {
        String text = new String(bytes, from, length, UTF_8);
        if (!Arrays.equals(text.getBytes(UTF_8), Arrays.copyOfRange(bytes, from, position))) {
          throw new OtherSpellingException();
        }
        return text;
      }
    }
    return new String(bytes, from, length, ISO_8859_1);
  }

  /** Returns a time, which is a message. */
  Instant time() throws OtherSpellingException {
    int outer = enter();
    long seconds = take(number(1)) ? varint() : 0;
    int nanos = take(number(2)) ? uint32() : 0;
    leave(outer);
    if (nanos >= NANOS_PER_SECOND
        || seconds < Times.EARLIEST.getEpochSecond()
        || seconds > Times.LATEST.getEpochSecond()) {
      throw new OtherSpellingException();
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  /** Returns a time to live, which is a message of so many bytes: whole seconds, and not none. */
  Duration duration(int length) throws OtherSpellingException {
    int outer = enter(length);
    require(number(1));
    long seconds = varint();
    leave(outer);
    if (seconds < 0) {
      throw new OtherSpellingException();
    }
    return Duration.ofSeconds(seconds);
  }

  /** Fails unless the next bytes but some are those of a key behind an offset. */
  void requireName(int length, int skipped, Bytes key, int offset) throws OtherSpellingException {
    if (length - skipped != key.size() - offset) {
      throw new OtherSpellingException();
    }
    for (int i = 0; i < length - skipped; i++) {
      if (bytes[position + skipped + i] != key.byteAt(offset + i)) {
        throw new OtherSpellingException();
      }
    }
  }
}
