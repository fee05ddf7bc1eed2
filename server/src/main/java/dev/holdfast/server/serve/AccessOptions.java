package dev.holdfast.server.serve;

import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.grpc.Access;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.failure.CommandException;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that tell who may call a server. */
final class AccessOptions {

  @Option(
      names = "--allow-read",
      paramLabel = "ID",
      description = {
        "A client that may read, by the SPIFFE id of its certificate; repeat it for more. Where",
        "any client is named, others may do nothing. For TCP with --tls-ca."
      })
  private List<SpiffeId> readers = List.of();

  @Option(
      names = "--allow-write",
      paramLabel = "ID",
      description = "A client that may read and write; repeat it for more.")
  private List<SpiffeId> writers = List.of();

  /**
   * Returns who may call.
   *
   * @param endpoint where the server listens
   * @param listen tells whether clients have certificates
   */
  Access access(Endpoint endpoint, ListenOptions listen) {
    if (readers.isEmpty() && writers.isEmpty()) {
      return Access.anybody();
    }
    if (!(endpoint instanceof Endpoint.Tcp) || !listen.tls().hasRoots()) {
      throw CommandException.usage(
          "--allow-read and --allow-write know clients by their certificates: listen on host:port,"
              + " with --tls-ca; a Unix socket is its owner's alone");
    }
    return Access.of(new LinkedHashSet<>(readers), new LinkedHashSet<>(writers));
  }
}
