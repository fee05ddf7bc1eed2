package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginHealthTest {

  @TempDir private Path folder;

  @Test
  void isServing_whereTheServiceIsNotKnown_failsAndNamesIt() {
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve("s"));
    RpcServer server = RpcServer.on(endpoint).start();
    try (RpcChannel channel = RpcChannel.to(endpoint, Optional.empty())) {
      assertThatThrownBy(() -> PluginHealth.isServing(channel))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("grpc.health.v1.Health answers a Check of the service")
          .hasMessageContaining("holdfast.store.v1.Store\n  came:     NOT_FOUND");
    } finally {
      server.close();
    }
  }
}
