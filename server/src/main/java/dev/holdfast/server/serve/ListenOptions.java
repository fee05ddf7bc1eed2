package dev.holdfast.server.serve;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.TlsFiles;
import dev.holdfast.server.cli.Preflight;
import dev.holdfast.server.cli.TlsOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that tell where a server listens. */
public final class ListenOptions {

  @Option(
      names = "--listen",
      paramLabel = "ENDPOINT",
      description = {
        "Where to listen: unix:/path, or host:port, which needs TLS unless it is this machine's",
        "own address. Default: the socket holdfast.sock in the data folder."
      })
  private Optional<String> listen = Optional.empty();

  @Mixin private final TlsOptions tls = new TlsOptions();

  /** Makes the options. */
  public ListenOptions() {}

  /** Returns the options that encrypt a TCP endpoint. */
  TlsOptions tls() {
    return tls;
  }

  /** Returns where to listen, if it was told. */
  public Optional<Endpoint> endpoint() {
    return listen.map(Endpoint::parse);
  }

  /**
   * Begins the description of a server, and refuses an endpoint that another server listens on.
   *
   * @param endpoint where it listens
   */
  public RpcServer.Builder server(Endpoint endpoint) {
    if (endpoint instanceof Endpoint.UnixSocket && Preflight.answers(endpoint)) {
      throw new CommandException(
          ExitCode.FAILED,
          "FAILED_PRECONDITION",
          "another server listens on "
              + endpoint
              + "; stop it, or choose another socket with --listen");
    }
    RpcServer.Builder server = RpcServer.on(endpoint).withReflection();
    Optional<TlsFiles> files = tls.files();
    return files.map(server::withTls).orElse(server);
  }
}
