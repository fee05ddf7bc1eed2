package dev.holdfast.server;

import picocli.CommandLine.Command;

/** {@code holdfast}: the command that holds all others. */
@Command(
    name = "holdfast",
    description = {
      "Keeps the identity records of a server in any key-value or SQL backend, and serves them"
          + " from memory.",
      "",
      "Begin with 'holdfast quickstart', or with 'holdfast serve' in one terminal and the other"
          + " commands in another."
    },
    footer = {
      "  holdfast quickstart",
      "  holdfast serve --data /var/lib/holdfast",
      "  holdfast entry list --help",
      "",
      "Environment:",
      "  HOLDFAST_SERVER     the server that commands speak to, as --server",
      "  HOLDFAST_DATA       the data folder, as --data of 'serve'; .holdfast if not set",
      "  HOLDFAST_STORE      the store that 'serve' and 'store' open, as --store",
      "  HOLDFAST_JAVA_OPTS  options of the Java virtual machine",
      "  HOLDFAST_LOG_LEVEL  what 'serve' logs: DEBUG, INFO (the default), WARN or ERROR"
    })
final class Holdfast {

  /** Makes the command; called by picocli. */
  Holdfast() {}
}
