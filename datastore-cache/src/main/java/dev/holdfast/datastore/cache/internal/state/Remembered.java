package dev.holdfast.datastore.cache.internal.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What encoded parts of messages were read as, so that those that come again are not read again.
 * Each has one slot, which the last takes. Not thread-safe.
 *
 * @param <V> the kind of what was read
 */
final class Remembered<V> {

  /** Reads an encoded part. */
  interface Reader<V> {
    V read() throws Cursor.OtherSpellingException;
  }

  private static final int FEWEST = 64;
  private static final int MOST = 1 << 16;
  private static final int GROWTH = 8;

  private @Nullable Slot<V> @Nullable [] slots;
  private int misses;

  @SuppressWarnings("ArrayRecordComponent") // never compared; handed over, not shared
  private record Slot<V>(byte[] bytes, V value) {}

  /** Returns what the next bytes are read as, and goes past them. */
  V next(Cursor cursor, int length, Reader<V> reader) throws Cursor.OtherSpellingException {
    int from = cursor.position();
    @Nullable Slot<V>[] table = table();
    int slot = hash(cursor.bytes(), from, length) & (table.length - 1);
    Slot<V> found = table[slot];
    if (found != null
        && Arrays.equals(
            found.bytes(), 0, found.bytes().length, cursor.bytes(), from, from + length)) {
      cursor.skip(length);
      return found.value();
    }
    V value = reader.read();
    table[slot] = new Slot<>(Arrays.copyOfRange(cursor.bytes(), from, from + length), value);
    misses++;
    return value;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of nothing but these
  private @Nullable Slot<V>[] table() {
    @Nullable Slot<V>[] table = slots;
    if (table == null || (misses > table.length && table.length < MOST)) {
      table = new Slot[table == null ? FEWEST : table.length * GROWTH];
      slots = table;
      misses = 0;
    }
    return table;
  }

  private static int hash(byte[] bytes, int from, int length) {
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash ^ (hash >>> 15);
  }
}
