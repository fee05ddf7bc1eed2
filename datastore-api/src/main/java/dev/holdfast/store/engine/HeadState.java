package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import java.util.List;
import java.util.Optional;

/** The state just below a commit, as {@link CommitPlan} judges an attempt by it. */
public interface HeadState {

  /** Returns its revision. */
  Header header();

  /**
   * Returns the entry of a key, or nothing where it is absent.
   *
   * @param key the key
   */
  Optional<KeyValue> get(Bytes key);

  /**
   * Returns the first entries of an interval, in key order.
   *
   * @param interval the keys
   * @param limit most entries to return
   */
  List<KeyValue> scan(KeyInterval interval, int limit);

  /**
   * Returns whether a key of an interval was written or deleted after a revision.
   *
   * @param interval the keys
   * @param revision the revision, not below the one that history reaches back to
   */
  boolean touchedSince(KeyInterval interval, long revision);

  /**
   * Returns whether every change after a revision is remembered.
   *
   * @param revision the revision
   */
  boolean remembers(long revision);
}
