package dev.holdfast.server.cli;

import dev.holdfast.datastore.Expectation;
import dev.holdfast.server.failure.CommandException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that makes a write depend on what is there. */
public final class ExpectationOption {

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = "Only if it was last written at this revision, as 'show' tells it.")
  private Optional<Long> revision = Optional.empty();

  /** Makes the option. */
  public ExpectationOption() {}

  /** Returns what must hold. */
  public Expectation expectation() {
    return revision.map(Expectation::modRevision).orElse(Expectation.any());
  }

  /** Returns whether something must hold. */
  public boolean isGiven() {
    return revision.isPresent();
  }

  /**
   * Refuses the option where a command speaks of several things.
   *
   * @param things how many it speaks of
   */
  public void requireOneThing(int things) {
    if (isGiven() && things > 1) {
      throw CommandException.usage("--if-revision speaks of one record; name them one at a time");
    }
  }
}
