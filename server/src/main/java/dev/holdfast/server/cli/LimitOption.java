package dev.holdfast.server.cli;

import dev.holdfast.server.failure.CommandException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that bounds a listing. */
public final class LimitOption {

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "At most so many; all of them if not given.")
  private Optional<Long> limit = Optional.empty();

  /** Makes the option. */
  public LimitOption() {}

  /** Returns the bound, from 1. */
  public long limit() {
    long most = limit.orElse(Long.MAX_VALUE);
    if (most < 1) {
      throw CommandException.usage("--limit is " + most + "; the least is 1");
    }
    return most;
  }
}
