package dev.holdfast.server.token;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast token generate}. */
@Command(
    name = "generate",
    description = {
      "Makes a join token. With --spiffe-id, also an entry by which the agent that joins with it has",
      "that SPIFFE id besides its own."
    },
    footer = {
      "  holdfast token generate",
      "  holdfast token generate --ttl 1h --spiffe-id spiffe://example.org/build-farm"
    })
final class TokenGenerate implements Runnable {

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it can be used, such as 600 or 10m, the default.")
  private Duration ttl = Duration.ofMinutes(10);

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description = "The token, of 1 to 255 bytes; a random UUID if not given.")
  private Optional<String> chosen = Optional.empty();

  @Option(
      names = "--spiffe-id",
      paramLabel = "ID",
      description = "Another SPIFFE id of the agent: an alias.")
  private Optional<SpiffeId> alias = Optional.empty();

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  TokenGenerate(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    if (ttl.isZero()) {
      throw CommandException.usage("--ttl is 0; the least is 1s");
    }
    String token = chosen.orElseGet(() -> UUID.randomUUID().toString());
    Optional<RegistrationEntry> entry = alias.map(id -> aliasEntry(id, token));
    Instant expiry = Instant.now().plus(ttl).truncatedTo(ChronoUnit.SECONDS);
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      Stored<JoinToken> created = dataStore.joinTokens().create(new JoinToken(token, expiry));
      entry.ifPresent(it -> createAlias(it, token, dataStore));
      new JoinTokenView().print(created, output.output());
    }
  }

  /** Returns the entry that gives whoever joins with a token another SPIFFE id. */
  private static RegistrationEntry aliasEntry(SpiffeId id, String token) {
    SpiffeId agent = agentId(id, token);
    return RegistrationEntry.builder()
        .spiffeId(id)
        .parentId(agent)
        .selectors(List.of(new Selector("spiffe_id", agent.toString())))
        .build();
  }

  private static SpiffeId agentId(SpiffeId id, String token) {
    try {
      return SpiffeId.parse(
          "spiffe://" + id.trustDomain().name() + "/spire/agent/join_token/" + token);
    } catch (DataStoreException e) {
      throw CommandException.usage(
          "--token makes no agent's SPIFFE id, which --spiffe-id needs: it may have letters,"
              + " digits, '-', '_' and '.' only");
    }
  }

  /** A token without its alias would be of no use: it is taken back. */
  private static void createAlias(RegistrationEntry entry, String token, DataStore dataStore) {
    try {
      dataStore.entries().create(entry);
    } catch (DataStoreException e) {
      dataStore.joinTokens().delete(token);
      throw CommandException.of(Failure.of(e).but("the token was taken back"));
    }
  }
}
