package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.store.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Hashes that nobody outside this process can foresee, so that nobody can choose values that
 * collide.
 */
final class Hash {

  private static final long SEED = new SecureRandom().nextLong();
  private static final long PRIME = 0x9E37_79B9_7F4A_7C15L;

  private Hash() {}

  static int of(Bytes bytes) {
    ByteBuffer buffer = bytes.asByteBuffer();
    int size = buffer.limit();
    long hash = SEED;
    int at = 0;
    for (; at <= size - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash, buffer.getLong(at));
    }
    for (; at < size; at++) {
      hash = mix(hash, buffer.get(at));
    }
    return finish(hash, size);
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

  /** Returns the hash of a value that a dictionary holds, or of a row's name. */
  static int ofKey(Object key) {
    if (key instanceof Optional<?> optional) {
      return optional.isPresent() ? ofKey(optional.get()) : finish(SEED, 0);
    }
    if (key instanceof SpiffeId id) {
      return of(id.trustDomain().name(), id.path());
    }
    if (key instanceof Selector selector) {
      return of(selector.type(), selector.value());
    }
    if (key instanceof TrustDomain domain) {
      return of(domain.name());
    }
    if (key instanceof Members<?> members) {
      return of(members.numbers());
    }
    if (key instanceof Bytes bytes) {
      return of(bytes);
    }
    return of((String) key);
  }

  private static long mix(long hash, String text) {
    long mixed = hash;
    for (int i = 0; i < text.length(); i++) {
      mixed = mix(mixed, text.charAt(i));
    }
    return mixed;
  }

  private static long mix(long hash, long next) {
    long mixed = (hash ^ next) * PRIME;
    return mixed ^ (mixed >>> 32);
  }

  private static int finish(long hash, int length) {
    long mixed = mix(hash, length) * PRIME;
    return (int) (mixed >>> 32);
  }
}
