package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import java.util.List;
import java.util.Map;

/**
 * What a commit is built on, and must still find when it is applied.
 *
 * @param seen the mod revisions, at the snapshot, of the keys that the transaction read, 0 where
 *     they were absent
 * @param prefixes what the prefixes to delete were found to hold
 * @param overwritten the entries of keys that are put after a delete, without values
 * @param lives the lives that etcd does not know, of the keys to put
 */
record CommitBasis(
    Map<Bytes, Long> seen,
    Map<KeyRange.Prefix, Found> prefixes,
    Map<Bytes, io.etcd.jetcd.api.KeyValue> overwritten,
    Lives lives) {

  /**
   * The keys of a prefix.
   *
   * @param keys the keys
   * @param revision when they were found
   */
  record Found(List<Bytes> keys, long revision) {}

  /**
   * Lives that etcd does not know.
   *
   * @param byKey the lives
   * @param revision when they were read; 0 stands for the belief that there are none
   */
  record Lives(Map<Bytes, Life> byKey, long revision) {
    static final Lives NONE = new Lives(Map.of(), 0);
  }
}
