package dev.holdfast.store.engine;

import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import java.util.Optional;

/**
 * A page to read.
 *
 * @param interval the keys
 * @param limit most entries to return, from 1; the engine's own bound on a page's bytes holds too
 * @param content whether the values are wanted
 * @param asOf the snapshot to read; nothing means the latest state, linearizably
 */
public record Scan(KeyInterval interval, int limit, Content content, Optional<Header> asOf) {

  /**
   * Returns the same scan of other keys.
   *
   * @param keys the keys
   * @param most most entries to return
   */
  public Scan of(KeyInterval keys, int most) {
    return new Scan(keys, most, content, asOf);
  }
}
