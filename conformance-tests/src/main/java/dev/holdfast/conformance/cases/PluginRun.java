package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.LaunchPlace;
import dev.holdfast.conformance.LaunchedPlugin;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.StoreOptions;

/** The store of the plugins that run, one after the other, at a place. */
final class PluginRun extends ForwardingStore {

  private final LaunchPlace place;
  private final StoreOptions options;
  private final Current current;

  private PluginRun(LaunchPlace place, StoreOptions options, Current current) {
    super(() -> current.plugin.store());
    this.place = place;
    this.options = options;
    this.current = current;
  }

  static PluginRun at(LaunchPlace place, StoreOptions options) {
    return new PluginRun(place, options, new Current(place.serve(options)));
  }

  LaunchedPlugin plugin() {
    return current.plugin;
  }

  /** Kills the plugin; calls fail until there is another. */
  void kill() {
    current.plugin.kill();
  }

  /** Launches another plugin at the place. */
  void launchAgain() {
    LaunchedPlugin dead = current.plugin;
    current.plugin = place.serve(options);
    dead.close();
  }

  @Override
  public void close() {
    current.plugin.close();
  }

  /** The plugin that runs now. */
  private static final class Current {

    private volatile LaunchedPlugin plugin;

    Current(LaunchedPlugin plugin) {
      this.plugin = plugin;
    }
  }
}
