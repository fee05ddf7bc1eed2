package dev.holdfast.server.entry;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.MatchConverter;
import dev.holdfast.server.failure.CommandException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that tell which entries; together they must all hold. */
final class EntryFilterOptions {

  @Option(names = "--parent-id", paramLabel = "ID", description = "Entries with this parent id.")
  private Optional<SpiffeId> parentId = Optional.empty();

  @Option(names = "--spiffe-id", paramLabel = "ID", description = "Entries with this SPIFFE id.")
  private Optional<SpiffeId> spiffeId = Optional.empty();

  @Option(
      names = "--selector",
      paramLabel = "TYPE:VALUE",
      description = "Entries by their selectors; repeat it for a set.")
  private List<Selector> selectors = List.of();

  @Option(
      names = "--match",
      paramLabel = "HOW",
      converter = MatchConverter.class,
      description = {
        "How an entry's selectors compare with that set: exact (the same), subset (no others),",
        "superset (all of them, the default), any (one of them)."
      })
  private Optional<Match> match = Optional.empty();

  @Option(
      names = "--federates-with",
      paramLabel = "DOMAIN",
      description = "Entries by the trust domains that they federate with; repeat it for a set.")
  private List<TrustDomain> federatesWith = List.of();

  @Option(
      names = "--federates-with-match",
      paramLabel = "HOW",
      converter = MatchConverter.class,
      description = "How an entry's trust domains compare with that set; as --match.")
  private Optional<Match> federatesWithMatch = Optional.empty();

  @Option(names = "--hint", paramLabel = "TEXT", description = "Entries with this hint.")
  private Optional<String> hint = Optional.empty();

  @Option(
      names = "--downstream",
      negatable = true,
      description = "Entries that are, or are not, of a downstream server.")
  private @Nullable Boolean downstream;

  /** Returns the filter. */
  EntryFilter filter() {
    require(selectors, match, "--match", "--selector");
    require(federatesWith, federatesWithMatch, "--federates-with-match", "--federates-with");
    EntryFilter filter = EntryFilter.all();
    filter = parentId.map(filter::byParentId).orElse(filter);
    filter = spiffeId.map(filter::bySpiffeId).orElse(filter);
    filter = hint.map(filter::byHint).orElse(filter);
    if (!selectors.isEmpty()) {
      filter = filter.bySelectors(match.orElse(Match.SUPERSET), new HashSet<>(selectors));
    }
    if (!federatesWith.isEmpty()) {
      filter =
          filter.byFederatesWith(
              federatesWithMatch.orElse(Match.SUPERSET), new HashSet<>(federatesWith));
    }
    return downstream == null ? filter : filter.byDownstream(downstream);
  }

  private static void require(List<?> set, Optional<Match> how, String option, String needed) {
    if (set.isEmpty() && how.isPresent()) {
      throw CommandException.usage(option + " compares with a set; give it with " + needed);
    }
  }
}
