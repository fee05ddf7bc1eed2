package dev.holdfast.server.token;

import picocli.CommandLine.Command;

/** {@code holdfast token}: the join tokens. */
@Command(
    name = "token",
    description = "The join tokens: secrets that let one agent each be attested once.",
    subcommands = {
      TokenGenerate.class,
      TokenShow.class,
      TokenList.class,
      TokenDelete.class,
      TokenPrune.class
    },
    footer = "  holdfast token generate --ttl 10m")
public final class TokenCommand {

  /** Makes the command; called by picocli. */
  public TokenCommand() {}
}
