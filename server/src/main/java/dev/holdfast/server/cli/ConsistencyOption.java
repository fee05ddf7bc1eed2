package dev.holdfast.server.cli;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that tells how fresh an answer must be. */
public final class ConsistencyOption {

  @Option(
      names = "--consistency",
      paramLabel = "HOW",
      converter = Converter.class,
      description = {
        "How fresh the answer must be: 'current' (every write that ended before; the default),",
        "'cached' (what the server has in memory), or 'at-least=REVISION'."
      })
  private Choice choice = new Choice(Kind.CURRENT, Optional.empty());

  /** Makes the option. */
  public ConsistencyOption() {}

  /**
   * Returns the consistency.
   *
   * @param dataStore tells the history to which a revision belongs
   */
  public ReadConsistency consistency(DataStore dataStore) {
    return switch (choice.kind()) {
      case CURRENT -> ReadConsistency.current();
      case CACHED -> ReadConsistency.cached();
      case AT_LEAST ->
          ReadConsistency.atLeast(inPresentHistory(dataStore, choice.revision().orElseThrow()));
    };
  }

  /**
   * Returns a revision as a state of the history that a DataStore is in.
   *
   * @param dataStore the DataStore
   * @param revision the revision
   */
  public static Floor inPresentHistory(DataStore dataStore, long revision) {
    Floor present =
        dataStore
            .status()
            .floor()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.UNAVAILABLE,
                        "UNAVAILABLE",
                        "the server has not loaded its records yet; try again shortly"));
    return new Floor(present.historyId(), revision);
  }

  private enum Kind {
    CURRENT,
    CACHED,
    AT_LEAST
  }

  private record Choice(Kind kind, Optional<Long> revision) {}

  /** Reads the option. */
  static final class Converter implements ITypeConverter<Choice> {

    private static final String AT_LEAST = "at-least=";

    @Override
    public Choice convert(String text) {
      if (text.equals("current")) {
        return new Choice(Kind.CURRENT, Optional.empty());
      }
      if (text.equals("cached")) {
        return new Choice(Kind.CACHED, Optional.empty());
      }
      if (text.startsWith(AT_LEAST)) {
        try {
          return new Choice(
              Kind.AT_LEAST, Optional.of(Long.parseLong(text.substring(AT_LEAST.length()))));
        } catch (NumberFormatException e) {
          // told below, as every other form that is not understood
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not current, cached or at-least=REVISION");
    }
  }
}
