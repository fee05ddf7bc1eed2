package dev.holdfast.server.bundle;

import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code holdfast bundle delete}. */
@Command(
    name = "delete",
    description = "Deletes the bundle of a trust domain.",
    footer = {
      "  holdfast bundle delete partner.example",
      "  holdfast bundle delete partner.example --mode dissociate"
    })
final class BundleDelete implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description = {
        "What becomes of the entries that federate with it: 'restrict' (the delete is refused if",
        "there are any; the default), 'dissociate' (they no longer do) or 'delete' (they go too)."
      })
  private DeleteMode mode = DeleteMode.RESTRICT;

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleDelete(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    try (Connection connection = server.connect()) {
      var deleted =
          connection.dataStore().bundles().delete(trustDomain, mode, expectation.expectation());
      new Results<>(
              new BundleView(),
              List.of(Result.done(0, trustDomain.name(), Outcome.DELETED, deleted.record())))
          .print(output.output(), context.err());
    }
  }

  private static final class ModeConverter implements ITypeConverter<DeleteMode> {

    @Override
    public DeleteMode convert(String text) {
      return switch (text) {
        case "restrict" -> DeleteMode.RESTRICT;
        case "dissociate" -> DeleteMode.DISSOCIATE;
        case "delete" -> DeleteMode.DELETE;
        default ->
            throw new TypeConversionException(
                "'" + text + "' is not restrict, dissociate or delete");
      };
    }
  }
}
