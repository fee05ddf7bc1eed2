package dev.holdfast.conformance.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.store.StoreUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store the suite is to judge. */
final class Target {

  @Option(
      names = "--launch",
      paramLabel = "<command>",
      description = "Launch this program as a plugin.")
  private @Nullable String launch;

  @Option(
      names = "--attach",
      paramLabel = "<endpoint>",
      description = "Use the plugin that serves there: unix:/path or dns:///host:port.")
  private @Nullable String attach;

  @Option(
      names = "--store",
      paramLabel = "<url>",
      description = "Open a store of this program's own.")
  private @Nullable String store;

  /** Makes a target; called by picocli. */
  Target() {}

  StoreFixture fixture(Optional<String> name, @Nullable Path config, Optional<ShellBackend> backend)
      throws IOException {
    StoreFixture fixture = fixture(name, options(config));
    return backend.isEmpty() ? fixture : StoreFixtures.withBackend(fixture, backend.get());
  }

  private StoreFixture fixture(Optional<String> name, Map<String, String> options) {
    if (launch != null) {
      List<String> words = Words.of(launch);
      Path program = Path.of(words.get(0)).getFileName();
      return StoreFixtures.launched(name.orElse(String.valueOf(program)), words, options);
    }
    String url = attach != null ? attach : store;
    if (url == null) {
      throw new Unusable("name a store by --launch, --attach or --store");
    }
    if (!options.isEmpty()) {
      throw new Unusable("--config is for --launch; write options into the URL, as ?option=value");
    }
    return StoreFixtures.at(name.orElseGet(() -> StoreUrl.parse(url).scheme()), url);
  }

  private static Map<String, String> options(@Nullable Path config) throws IOException {
    Map<String, String> options = new HashMap<>();
    if (config != null) {
      Properties properties = new Properties();
      try (BufferedReader reader = Files.newBufferedReader(config, UTF_8)) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(key -> options.put(key, value(properties, key)));
    }
    return options;
  }

  private static String value(Properties properties, String key) {
    return properties.getProperty(key, "");
  }
}
