package dev.holdfast.fleet;

import java.math.BigInteger;

/** An order of the numbers below one that looks like none, and can be followed both ways. */
final class Shuffle {

  private static final double GOLDEN = 0.618_033_988_749_895;

  private final int size;
  private final long step;
  private final long back;
  private final long start;

  /**
   * Makes an order.
   *
   * @param size how many numbers there are, from 1
   * @param seed chooses one of several orders
   */
  Shuffle(int size, long seed) {
    this.size = size;
    this.start = Long.remainderUnsigned(seed, size);
    long candidate = Math.max(1, (long) (size * GOLDEN));
    while (!BigInteger.valueOf(candidate).gcd(BigInteger.valueOf(size)).equals(BigInteger.ONE)) {
      candidate++;
    }
    this.step = candidate;
    this.back =
        size == 1
            ? 0
            : BigInteger.valueOf(step).modInverse(BigInteger.valueOf(size)).longValueExact();
  }

  /** Returns where a number stands, from 0. */
  int placeOf(int number) {
    return (int) ((number * step + start) % size);
  }

  /** Returns the number that stands at a place. */
  int at(int place) {
    return (int) (Math.floorMod(place - start, (long) size) * back % size);
  }
}
