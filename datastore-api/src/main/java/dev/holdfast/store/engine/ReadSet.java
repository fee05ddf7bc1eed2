package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import java.util.List;
import java.util.Set;

/**
 * What a transaction has read: a commit is in conflict if any of it was touched since.
 *
 * @param snapshot the revision at which it was read
 * @param keys keys that were read by themselves, present or absent
 * @param intervals intervals that were read, counted or deleted; of a page, the part up to and with
 *     the first key that was left out, since "there is more" is an answer too
 */
public record ReadSet(Header snapshot, Set<Bytes> keys, List<KeyInterval> intervals) {}
