package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Launches a plugin, a program in any language, and keeps it running: {@code
 * plugin:/path/to/program}.
 *
 * <p>Options that begin with {@code plugin_} are about the launch; all others are handed to the
 * plugin.
 */
public final class LaunchedStoreProvider implements StoreProvider {

  /** The SHA-256 that the program must have, in hexadecimal. */
  public static final String SHA256 = "plugin_sha256";

  /** The program's arguments, with spaces between. */
  public static final String ARGUMENTS = "plugin_args";

  /** Longest wait for the plugin's line, in milliseconds; 30,000 where it is not given. */
  public static final String START_TIMEOUT_MS = "plugin_start_timeout_ms";

  private static final String PREFIX = "plugin_";
  private static final Set<String> KNOWN = Set.of(SHA256, ARGUMENTS, START_TIMEOUT_MS);

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public LaunchedStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("plugin");
  }

  @Override
  public StoreInfo describe() {
    return new RemoteStoreProvider().describe();
  }

  @Override
  public Store open(String location, StoreOptions options) {
    SplitOptions split = SplitOptions.by(PREFIX, options);
    return LaunchedStore.open(command(location, split.own()), split.handedOn());
  }

  private static PluginCommand command(String location, StoreOptions options) {
    options.requireKnown(KNOWN);
    if (location.isEmpty()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "no plugin is named; an example is plugin:/path/to/program");
    }
    List<String> words = new ArrayList<>(List.of(location));
    options
        .text(ARGUMENTS)
        .ifPresent(text -> words.addAll(Arrays.asList(text.trim().split(" +", -1))));
    PluginCommand plain = PluginCommand.of(words);
    Duration timeout =
        options.millis(
            START_TIMEOUT_MS, plain.startTimeout(), Duration.ofMillis(1), Duration.ofHours(1));
    return new PluginCommand(words, Map.of(), options.text(SHA256), timeout);
  }
}
