package dev.holdfast.datastore.cache.internal.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds single fields of an encoded message without decoding the rest.
 *
 * <p>Only for messages that were decoded once, so that they are known to be well-formed, and for
 * fields that stand at most once.
 */
final class WireFields {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final Bytes message;
  private int position;
  private int start;
  private int end;

  private WireFields(Bytes message, int field) {
    this.message = message;
    while (position < message.size()) {
      int tag = varint();
      int type = tag & 7;
      if (type == LENGTH_DELIMITED) {
        int length = varint();
        if (tag >>> 3 == field) {
          start = position;
          end = position + length;
          return;
        }
        position += length;
      } else {
        skip(type);
      }
    }
  }

  /** Returns a text field; empty where it is absent. */
  static String text(Bytes message, int field) {
    return Bytes.wrap(new WireFields(message, field).bytes()).toUtf8();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[end - start];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = message.byteAt(start + i);
    }
    return bytes;
  }

  /** Returns a time field, if it is there. */
  static Optional<Instant> time(Bytes message, int field) {
    WireFields found = new WireFields(message, field);
    // A tag precedes every field, so that none begins at 0; the time of the epoch has no bytes.
    if (found.start == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(Times.decode(Timestamp.parseFrom(found.bytes())));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a value that was readable is not any more", e);
    }
  }

  /** Returns the hash of a text field from an offset on, as {@link Hash#of(Bytes)} has it. */
  static int hash(Bytes message, int field) {
    WireFields found = new WireFields(message, field);
    return Hash.of(message, found.start, found.end);
  }

  /** Returns whether a text field is a text. */
  static boolean equals(Bytes message, int field, Bytes text) {
    return equals(message, field, 0, text, 0);
  }

  /** Returns whether a text field from one offset on is a text from another offset on. */
  static boolean equals(Bytes message, int field, int fieldOffset, Bytes text, int textOffset) {
    WireFields found = new WireFields(message, field);
    int length = text.size() - textOffset;
    int from = found.start + fieldOffset;
    if (found.end - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (message.byteAt(from + i) != text.byteAt(textOffset + i)) {
        return false;
      }
    }
    return true;
  }

  private int varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = message.byteAt(position++);
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return (int) value;
      }
    }
  }

  private void skip(int type) {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> position += Long.BYTES;
      case FIXED32 -> position += Integer.BYTES;
      default -> throw new IllegalStateException("wire type " + type + " at " + position);
    }
  }
}
