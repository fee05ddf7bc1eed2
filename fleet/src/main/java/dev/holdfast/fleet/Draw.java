package dev.holdfast.fleet;

import java.util.List;

/**
 * What chance has for one record: the same of the same seed, kind and number, whatever was drawn
 * for others. Not thread-safe.
 */
final class Draw {

  private static final long PHI = 0x9E37_79B9_7F4A_7C15L;

  private long state;

  Draw(long seed, String kind, long number) {
    this.state = mix(seed ^ mix(kind.hashCode() * PHI) ^ mix(number + PHI));
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  long bits() {
    state += PHI;
    return mix(state);
  }

  /** Returns a number from 0 to one below a bound. */
  int below(int bound) {
    return (int) Long.remainderUnsigned(bits(), bound);
  }

  /** Returns true so many times out of a thousand. */
  boolean perMille(int share) {
    return below(1_000) < share;
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
