package dev.holdfast.server.cli;

import dev.holdfast.datastore.Match;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how a set is compared. */
public final class MatchConverter implements ITypeConverter<Match> {

  /** Makes a converter; called by picocli. */
  public MatchConverter() {}

  @Override
  public Match convert(String text) {
    return switch (text) {
      case "exact" -> Match.EXACT;
      case "subset" -> Match.SUBSET;
      case "superset" -> Match.SUPERSET;
      case "any" -> Match.ANY;
      default ->
          throw new TypeConversionException("'" + text + "' is not exact, subset, superset or any");
    };
  }
}
