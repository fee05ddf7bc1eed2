package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.engine.Operation;

/**
 * Where a store keeps what, under its prefix.
 *
 * <pre>
 * m/life/&lt;key&gt;          the life of a key that was deleted and put in one commit
 * m/txn/t/&lt;id&gt;          the outcome of a transaction, under a lease
 * m/txn/r/&lt;id&gt;          the outcome of a request, under a lease
 * m/watched/history     the history's name, and the cluster that it belongs to
 * m/watched/progress    put to learn how far the watch has come
 * u/&lt;key&gt;               the entry of a key
 * </pre>
 *
 * <p>The watched keys and the entries lie beside each other, so that one watch covers both and none
 * of the rest.
 */
final class EtcdKeys {

  private final Bytes data;
  private final Bytes lives;
  private final Bytes outcomes;
  private final ByteString history;
  private final ByteString progress;
  private final Span watched;

  EtcdKeys(String prefix) {
    Bytes root = Bytes.utf8(prefix + "/");
    this.data = root.concat(Bytes.utf8("u/"));
    this.lives = root.concat(Bytes.utf8("m/life/"));
    this.outcomes = root.concat(Bytes.utf8("m/txn/"));
    this.history = wrap(root.concat(Bytes.utf8("m/watched/history")));
    this.progress = wrap(root.concat(Bytes.utf8("m/watched/progress")));
    this.watched = new Span(wrap(root.concat(Bytes.utf8("m/watched/"))), end(data));
  }

  /**
   * A range of etcd's keys.
   *
   * @param from the first key
   * @param until the bound above, exclusive; empty for a single key
   */
  record Span(ByteString from, ByteString until) {}

  ByteString history() {
    return history;
  }

  ByteString progress() {
    return progress;
  }

  /** Returns the keys that the watch is on. */
  Span watched() {
    return watched;
  }

  ByteString outcome(Operation operation) {
    return outcome(operation.kind(), operation.id());
  }

  ByteString outcome(Operation.Kind kind, String id) {
    String tag = kind == Operation.Kind.TRANSACTION ? "t/" : "r/";
    return wrap(outcomes.concat(Bytes.utf8(tag + id)));
  }

  ByteString entry(Bytes key) {
    return wrap(data.concat(key));
  }

  Span entries(KeyInterval interval) {
    return span(data, interval);
  }

  ByteString life(Bytes key) {
    return wrap(lives.concat(key));
  }

  Span lives(KeyInterval interval) {
    return span(lives, interval);
  }

  boolean isEntry(ByteString key) {
    return key.size() > data.size() && key.startsWith(wrap(data));
  }

  /** Returns the store's key of an entry. */
  Bytes keyOfEntry(ByteString key) {
    return unwrap(key.substring(data.size()));
  }

  /** Returns the store's key of a life. */
  Bytes keyOfLife(ByteString key) {
    return unwrap(key.substring(lives.size()));
  }

  static ByteString wrap(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
  }

  static Bytes unwrap(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  private static Span span(Bytes under, KeyInterval interval) {
    ByteString from = wrap(under.concat(interval.from()));
    if (interval.until().isEmpty()) {
      return new Span(from, end(under));
    }
    return interval.until().get().equals(interval.from().successor())
        ? new Span(from, ByteString.EMPTY)
        : new Span(from, wrap(under.concat(interval.until().get())));
  }

  private static ByteString end(Bytes prefix) {
    return wrap(prefix.prefixEnd().orElseThrow());
  }
}
