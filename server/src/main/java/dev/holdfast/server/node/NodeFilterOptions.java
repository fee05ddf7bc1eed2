package dev.holdfast.server.node;

import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.MatchConverter;
import dev.holdfast.server.failure.CommandException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that tell which nodes; together they must all hold. */
final class NodeFilterOptions {

  @Option(
      names = "--attestation-type",
      paramLabel = "TYPE",
      description = "Nodes attested like this, such as join_token.")
  private Optional<String> attestationType = Optional.empty();

  @Option(names = "--banned", negatable = true, description = "Nodes that are, or are not, banned.")
  private @Nullable Boolean banned;

  @Option(
      names = "--can-reattest",
      negatable = true,
      description = "Nodes that can, or cannot, be attested again.")
  private @Nullable Boolean canReattest;

  @Option(
      names = "--expires-before",
      paramLabel = "WHEN",
      description = {
        "Nodes whose certificate expires before this time: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now."
      })
  private Optional<Instant> expiresBefore = Optional.empty();

  @Option(
      names = "--valid-at",
      paramLabel = "WHEN",
      description = "Nodes whose certificate expires at this time or after it.")
  private Optional<Instant> validAt = Optional.empty();

  @Option(
      names = "--selector",
      paramLabel = "TYPE:VALUE",
      description = "Nodes by their selectors; repeat it for a set.")
  private List<Selector> selectors = List.of();

  @Option(
      names = "--match",
      paramLabel = "HOW",
      converter = MatchConverter.class,
      description = {
        "How a node's selectors compare with that set: exact (the same), subset (no others),",
        "superset (all of them, the default), any (one of them)."
      })
  private Optional<Match> match = Optional.empty();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Nodes of these SPIFFE ids; repeat it for more.")
  private List<SpiffeId> ids = List.of();

  /** Returns the filter. */
  NodeFilter filter() {
    if (selectors.isEmpty() && match.isPresent()) {
      throw CommandException.usage("--match compares with a set; give it with --selector");
    }
    NodeFilter filter = NodeFilter.all();
    filter = attestationType.map(filter::byAttestationType).orElse(filter);
    filter = expiresBefore.map(filter::byExpiresBefore).orElse(filter);
    filter = validAt.map(filter::byValidAt).orElse(filter);
    if (banned != null) {
      filter = filter.byBanned(banned);
    }
    if (canReattest != null) {
      filter = filter.byCanReattest(canReattest);
    }
    if (!selectors.isEmpty()) {
      filter = filter.bySelectors(match.orElse(Match.SUPERSET), new HashSet<>(selectors));
    }
    return ids.isEmpty() ? filter : filter.byIds(new HashSet<>(ids));
  }
}
