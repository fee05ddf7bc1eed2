package dev.holdfast.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * An immutable sequence of bytes, ordered unsigned and bytewise, a prefix before what it begins.
 *
 * <p>Keys, values and fingerprints of a {@link Store} are of this type. Thread-safe.
 */
public final class Bytes implements Comparable<Bytes> {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /** Returns the sequence of no bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /**
   * Returns a copy of an array.
   *
   * @param bytes the bytes
   */
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /**
   * Returns the UTF-8 form of a text.
   *
   * @param text any text
   */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(UTF_8));
  }

  /**
   * Returns a view of an array that the caller gives up: it must never be written to again.
   *
   * @param bytes the bytes
   */
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /** Returns how many bytes there are. */
  public int size() {
    return array.length;
  }

  /** Returns whether there are no bytes. */
  public boolean isEmpty() {
    return array.length == 0;
  }

  /**
   * Returns one byte.
   *
   * @param index from 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such byte
   */
  public byte byteAt(int index) {
    Objects.checkIndex(index, array.length);
    return array[index];
  }

  /**
   * Returns whether these bytes begin with others; every sequence begins with the empty one.
   *
   * @param prefix the others
   */
  public boolean startsWith(Bytes prefix) {
    return array.length >= prefix.array.length
        && Arrays.mismatch(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length) < 0;
  }

  /**
   * Returns these bytes followed by others.
   *
   * @param suffix the others
   */
  public Bytes concat(Bytes suffix) {
    byte[] joined = Arrays.copyOf(array, array.length + suffix.array.length);
    System.arraycopy(suffix.array, 0, joined, array.length, suffix.array.length);
    return wrap(joined);
  }

  /**
   * Returns the bytes from an index on.
   *
   * @param from from 0 to {@code size()}
   */
  public Bytes substring(int from) {
    Objects.checkFromToIndex(from, array.length, array.length);
    return wrap(Arrays.copyOfRange(array, from, array.length));
  }

  /** Returns the least sequence above this one, which is this one followed by a zero byte. */
  public Bytes successor() {
    return new Bytes(Arrays.copyOf(array, array.length + 1));
  }

  /**
   * Returns the least sequence above every sequence that begins with these bytes, or nothing where
   * there is no bound: these bytes are all 0xFF, or none.
   */
  public Optional<Bytes> prefixEnd() {
    int last = array.length - 1;
    while (last >= 0 && array[last] == (byte) 0xFF) {
      last--;
    }
    if (last < 0) {
      return Optional.empty();
    }
    byte[] end = Arrays.copyOf(array, last + 1);
    end[last]++;
    return Optional.of(new Bytes(end));
  }

  /** Returns a copy of the bytes. */
  public byte[] toByteArray() {
    return array.clone();
  }

  /** Returns a read-only view of the bytes, without copying them. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array).asReadOnlyBuffer();
  }

  /** Returns the text whose UTF-8 form these bytes are; malformed input is replaced. */
  public String toUtf8() {
    return new String(array, UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(array, other.array);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  /** Returns printable ASCII as it is and every other byte as {@code \xHH}, 64 bytes at most. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(array.length + 8);
    for (int i = 0; i < Math.min(array.length, 64); i++) {
      byte b = array[i];
      if (b >= 0x20 && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02X", b));
      }
    }
    if (array.length > 64) {
      text.append("… (").append(array.length).append(" bytes)");
    }
    return text.toString();
  }
}
