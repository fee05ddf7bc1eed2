package dev.holdfast.conformance;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import java.util.Set;

/** Where plugins of one backend are launched, several at once or one after the other. */
public interface LaunchPlace {

  /** Launches a plugin, which the caller configures and closes. */
  LaunchedPlugin launch();

  /**
   * Launches a plugin as a host of other versions of the protocol would.
   *
   * @param versions the versions, with commas between
   * @throws StoreException if the plugin refuses, or is refused; its process has ended then
   */
  LaunchedPlugin launchAs(String versions);

  /** Returns the pids of the processes that were launched here, or by those, and that run yet. */
  Set<Long> processes();

  /**
   * Launches a plugin and configures it.
   *
   * @param options its options
   */
  default LaunchedPlugin serve(StoreOptions options) {
    LaunchedPlugin plugin = launch();
    try {
      plugin.configure(options);
      return plugin;
    } catch (StoreException e) {
      plugin.close();
      throw e;
    }
  }
}
