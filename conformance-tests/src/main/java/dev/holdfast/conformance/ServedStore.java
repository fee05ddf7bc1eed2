package dev.holdfast.conformance;

import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;

/** The store of a plugin that ends with it. */
final class ServedStore extends ForwardingStore {

  private final UnconfiguredPlugin plugin;

  private ServedStore(UnconfiguredPlugin plugin) {
    super(plugin.store());
    this.plugin = plugin;
  }

  /** Returns the store of a plugin, configured; where that is refused, the plugin is ended. */
  static ServedStore configured(UnconfiguredPlugin plugin, StoreOptions options) {
    try {
      plugin.configure(options);
      return new ServedStore(plugin);
    } catch (StoreException e) {
      plugin.close();
      throw e;
    }
  }

  @Override
  public void close() {
    plugin.close();
  }
}
