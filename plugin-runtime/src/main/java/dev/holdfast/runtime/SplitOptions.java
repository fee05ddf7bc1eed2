package dev.holdfast.runtime;

import dev.holdfast.store.StoreOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The options of a store in another process.
 *
 * @param own those about the way to it, which must all be understood here
 * @param handedOn those of the store itself
 */
record SplitOptions(StoreOptions own, StoreOptions handedOn) {

  /** Splits options by what the names of those about the way begin with. */
  static SplitOptions by(String prefix, StoreOptions options) {
    Map<String, String> own = new HashMap<>();
    Map<String, String> handedOn = new HashMap<>();
    options
        .asMap()
        .forEach((name, value) -> (name.startsWith(prefix) ? own : handedOn).put(name, value));
    Set<String> required = new HashSet<>(options.required());
    required.retainAll(handedOn.keySet());
    return new SplitOptions(StoreOptions.of(own), StoreOptions.of(handedOn, required));
  }
}
