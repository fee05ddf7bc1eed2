package dev.holdfast.benchmarks;

import dev.holdfast.store.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The puts of a load: keys drawn at random from a fixed set, values of random bytes.
 *
 * @param keys how many keys there are
 * @param valueBytes how long a value is
 */
record Workload(int keys, int valueBytes) {

  /** How long a value is, where nothing else is said. */
  static final int VALUE_BYTES = 256;

  /** Returns the key of a put. */
  Bytes key(long number) {
    return keyAt(Math.floorMod(mix(number), (long) keys));
  }

  /** Returns one of the keys. */
  Bytes keyAt(long drawn) {
    return Bytes.wrap(
        ("load/" + String.format("%012d", drawn)).getBytes(StandardCharsets.US_ASCII));
  }

  Bytes value(long number) {
    byte[] value = new byte[valueBytes];
    new SplittableRandom(number).nextBytes(value);
    return Bytes.wrap(value);
  }

  /** Spreads consecutive numbers over all longs (the finalizer of MurmurHash3). */
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
