package dev.holdfast.server.cli;

import dev.holdfast.runtime.Endpoint;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that tell where the server is. */
public final class ServerOptions {

  private final Context context;

  @Option(
      names = "--server",
      paramLabel = "ENDPOINT",
      description = {
        "The server: unix:/path or host:port.",
        "Default: $HOLDFAST_SERVER, or the socket in the data folder of 'serve'."
      })
  private Optional<String> server = Optional.empty();

  @Mixin private final TlsOptions tls = new TlsOptions();

  /**
   * Makes the options.
   *
   * @param context what surrounds the run
   */
  public ServerOptions(Context context) {
    this.context = context;
  }

  /** Returns where the server is. */
  public Endpoint endpoint() {
    return server
        .or(() -> context.variable(Defaults.SERVER_VARIABLE))
        .map(Endpoint::parse)
        .orElseGet(() -> Defaults.socket(Defaults.dataFolder(context)));
  }

  /** Connects to the server. */
  public Connection connect() {
    return context.connector().connect(endpoint(), tls.files());
  }
}
