package dev.holdfast.server.cli;

import dev.holdfast.datastore.grpc.RemoteDataStore;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.TlsFiles;
import java.util.Optional;

/** Reaches the server at an endpoint. */
@FunctionalInterface
public interface Connector {

  /**
   * Connects to a server.
   *
   * @param endpoint where it listens
   * @param tls the client's files, where the connection is encrypted
   */
  Connection connect(Endpoint endpoint, Optional<TlsFiles> tls);

  /** Returns the connector that goes there. */
  static Connector overTheNetwork() {
    return (endpoint, tls) -> {
      Preflight.require(endpoint);
      RpcChannel channel = RpcChannel.to(endpoint, tls);
      return new Connection(RemoteDataStore.on(channel), channel::close);
    };
  }
}
