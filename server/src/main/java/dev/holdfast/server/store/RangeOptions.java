package dev.holdfast.server.store;

import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.KeyRange;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that tell which keys: one, or all with a prefix. */
final class RangeOptions {

  @Parameters(paramLabel = "KEY", arity = "0..1", description = "One key.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "All keys that begin with this; the empty text is every key.")
  private Optional<String> prefix = Optional.empty();

  /** Returns the range. */
  KeyRange range(Coding coding) {
    if (key.isPresent() == prefix.isPresent()) {
      throw CommandException.usage("name one key, or several with --prefix");
    }
    return key.map(text -> KeyRange.key(coding.decode(text)))
        .orElseGet(() -> KeyRange.prefix(coding.decode(prefix.orElseThrow())));
  }
}
