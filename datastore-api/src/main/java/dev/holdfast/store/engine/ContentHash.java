package dev.holdfast.store.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Digests what a named commit holds: 16 bytes of SHA-256 over an unambiguous encoding. */
final class ContentHash {

  private static final int SIZE = 16;

  private final MessageDigest digest;

  private ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static Bytes of(PutRequest request) {
    return new ContentHash()
        .add('p')
        .add(request.key())
        .add(request.value())
        .add(request.precondition())
        .end();
  }

  static Bytes of(DeleteRequest request) {
    return new ContentHash().add(request.range()).add(request.precondition()).end();
  }

  static Bytes of(CommitRequest request) {
    ContentHash hash = new ContentHash().add('c');
    for (Check check : request.checks()) {
      hash.add('k').add(check.key()).add(check.precondition());
    }
    for (Mutation mutation : request.mutations()) {
      if (mutation instanceof Mutation.Put put) {
        hash.add('p').add(put.key()).add(put.value());
      } else if (mutation instanceof Mutation.Delete delete) {
        hash.add(delete.range());
      }
    }
    return hash.end();
  }

  private ContentHash add(char tag) {
    digest.update((byte) tag);
    return this;
  }

  private ContentHash add(Bytes bytes) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.size()));
    digest.update(bytes.asByteBuffer());
    return this;
  }

  private ContentHash add(KeyRange range) {
    return range instanceof KeyRange.SingleKey single
        ? add('d').add(single.key())
        : add('r').add(range.interval().from());
  }

  private ContentHash add(Precondition precondition) {
    return add(Bytes.wrap(precondition.toString().getBytes(UTF_8)));
  }

  private Bytes end() {
    return Bytes.wrap(Arrays.copyOf(digest.digest(), SIZE));
  }
}
