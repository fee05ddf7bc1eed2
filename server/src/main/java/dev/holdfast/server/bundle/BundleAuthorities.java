package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast bundle authorities}. */
@Command(
    name = "authorities",
    description = "Lists the authorities of a bundle, with the ids by which they are tainted.",
    footer = "  holdfast bundle authorities example.org")
final class BundleAuthorities implements Runnable {

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleAuthorities(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    try (Connection connection = server.connect()) {
      Stored<Bundle> bundle =
          connection
              .dataStore()
              .bundles()
              .fetch(trustDomain, consistency.consistency(connection.dataStore()))
              .value()
              .orElseThrow(() -> CommandException.notFound("there is no bundle of " + trustDomain));
      print(bundle, output.output());
    }
  }

  private static void print(Stored<Bundle> bundle, Output to) {
    List<AuthorityRow> rows = AuthorityRow.of(bundle.value());
    if (!to.isJson()) {
      to.table(
              List.<Column<AuthorityRow>>of(
                  new Column<>("KIND", AuthorityRow::kind),
                  new Column<>("ID", AuthorityRow::id),
                  new Column<>("EXPIRES", row -> Texts.orEmpty(row.expiresAt())),
                  new Column<>("TAINTED", row -> Texts.yes(row.tainted())),
                  new Column<>("SUBJECT", AuthorityRow::subject)))
          .add(rows);
      return;
    }
    to.document(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("authorities");
          for (AuthorityRow row : rows) {
            json.writeStartObject();
            json.writeStringField("kind", row.kind());
            json.writeStringField("id", row.id());
            json.writeNumberField(
                "expires_at", row.expiresAt().map(Instant::getEpochSecond).orElse(0L));
            json.writeBooleanField("tainted", row.tainted());
            json.writeStringField("subject", row.subject());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("sequence_number", bundle.value().sequenceNumber());
          json.writeNumberField("mod_revision", bundle.modRevision());
          json.writeEndObject();
        });
  }
}
