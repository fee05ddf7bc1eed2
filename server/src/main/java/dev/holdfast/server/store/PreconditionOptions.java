package dev.holdfast.server.store;

import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.Precondition;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that make a write depend on what is there. */
final class PreconditionOptions {

  @Option(names = "--if-absent", description = "Only if there is no such key.")
  private boolean absent;

  @Option(names = "--if-present", description = "Only if there is such a key.")
  private boolean present;

  @Option(
      names = "--if-revision",
      paramLabel = "REVISION",
      description = "Only if the key was last written at this revision.")
  private Optional<Long> revision = Optional.empty();

  /** Returns what must hold. */
  Precondition precondition() {
    int given = (absent ? 1 : 0) + (present ? 1 : 0) + (revision.isPresent() ? 1 : 0);
    if (given > 1) {
      throw CommandException.usage(
          "--if-absent, --if-present and --if-revision exclude each other");
    }
    if (absent) {
      return Precondition.absent();
    }
    return present
        ? Precondition.present()
        : revision.map(Precondition::modRevision).orElse(Precondition.any());
  }
}
