package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.store.Bytes;
import java.security.SecureRandom;

/**
 * Hashes that nobody outside this process can foresee, so that nobody can choose values that
 * collide. Indexes by hash hold 32 bits, and compare what they find.
 */
final class Hash {

  private static final long SEED = new SecureRandom().nextLong();
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private Hash() {}

  static int of(Bytes bytes) {
    return of(bytes, 0, bytes.size());
  }

  static int of(Bytes bytes, int from, int until) {
    long hash = SEED;
    for (int i = from; i < until; i++) {
      hash = mix(hash, bytes.byteAt(i));
    }
    return finish(hash, until - from);
  }

  static int of(String text) {
    return finish(mix(SEED, text), text.length());
  }

  static int of(String first, String second) {
    return finish(mix(mix(mix(SEED, first), first.length()), second), second.length());
  }

  static int of(int[] numbers) {
    long hash = SEED;
    for (int number : numbers) {
      hash = mix(hash, number);
    }
    return finish(hash, numbers.length);
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = mix(mixed, text.charAt(i));
    }
    return mixed;
  }

  private static long mix(long hash, int next) {
    long mixed = (hash ^ next) * PRIME;
    return mixed ^ (mixed >>> 32);
  }

  private static int finish(long hash, int length) {
    long mixed = mix(hash, length) * PRIME;
    return (int) (mixed >>> 32);
  }
}
