package dev.holdfast.server.plugin;

import picocli.CommandLine.Command;

/** {@code holdfast plugin}: stores that are programs. */
@Command(
    name = "plugin",
    description = {
      "Makes a store a plugin: a program that a host launches as plugin:/path/to/program.",
    },
    subcommands = PluginServe.class,
    footer = {
      "  holdfast plugin serve --store memory:",
      "  holdfast store info --store 'plugin:/opt/plugins/my-plugin?history_retention_ms=600000'"
    })
public final class PluginCommand {

  /** Makes the command; called by picocli. */
  public PluginCommand() {}
}
