package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreOptions;

/** Where stores of one backend are, several at once or one after the other. */
@FunctionalInterface
public interface StorePlace {

  /**
   * Opens a store on what is there; the suite closes it.
   *
   * @param options its options
   */
  Store open(StoreOptions options);
}
