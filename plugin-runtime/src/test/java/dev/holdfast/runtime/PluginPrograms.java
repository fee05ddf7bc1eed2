package dev.holdfast.runtime;

import java.nio.file.Path;
import java.util.List;

/** Commands of programs for tests. */
final class PluginPrograms {

  private PluginPrograms() {}

  /** A plugin of the in-memory store, written in Java. */
  static PluginCommand memory() {
    return PluginCommand.of(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            StorePlugin.class.getName(),
            "memory:"));
  }

  /** A program of a few lines of shell. */
  static PluginCommand shell(String script) {
    return PluginCommand.of(List.of("/bin/sh", "-c", script));
  }
}
