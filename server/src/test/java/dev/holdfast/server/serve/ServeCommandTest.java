package dev.holdfast.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Defaults;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServeCommandTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path temporary;
  private final Terminal terminal = new Terminal();
  private Path folder = Path.of("");

  @BeforeEach
  void nameTheFolder() {
    folder = temporary.resolve("data");
    terminal.with(Defaults.DATA_VARIABLE, folder.toString());
  }

  private RunningServer serve(String... more) {
    return serveAt(Defaults.socket(folder), more);
  }

  private RunningServer serveAt(Endpoint endpoint, String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "serve";
    System.arraycopy(more, 0, args, 1, more.length);
    return RunningServer.start(terminal, endpoint, args);
  }

  private static Endpoint freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new Endpoint.Tcp("127.0.0.1", socket.getLocalPort());
    }
  }

  @Test
  void serve_keepsWhatItWasGivenInItsDataFolder() throws IOException {
    try (RunningServer server = serve()) {
      assertThat(server).isNotNull();
      terminal
          .run("entry", "create", "--spiffe-id", "spiffe://a.example/x", "--selector", "s:1")
          .ok();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("holdfast.sock"))))
          .isEqualTo("rw-------");
    }
    assertThat(Files.exists(folder.resolve("holdfast.sock"))).isFalse();
    try (RunningServer again = serve()) {
      assertThat(again).isNotNull();
      assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("1\n");
    }
  }

  @Test
  void serve_onASocketThatIsTaken_isRefusedByName() {
    try (RunningServer first = serve()) {
      assertThat(first).isNotNull();
      Path other = temporary.resolve("other.db");
      Run second = terminal.run("serve", "--store", "sqlite:" + other).failed(1);
      assertThat(second.err())
          .isEqualTo(
              "holdfast: another server listens on %s; stop it, or choose another socket with"
                      .formatted(Defaults.socket(folder))
                  + " --listen\n");
      assertThat(Files.exists(other)).isFalse();
      terminal.run("status").ok();
    }
  }

  @Test
  void serve_onAFileThatIsOpen_isRefusedByName() {
    try (RunningServer first = serve()) {
      assertThat(first).isNotNull();
      Run second = terminal.run("serve", "--listen", "unix:" + temporary.resolve("b.sock"));
      assertThat(second.failed(4).err())
          .contains(folder.resolve("store.db") + " is open already")
          .contains("shared=true");
      terminal.run("status").ok();
    }
  }

  @Test
  void serve_onASharedFile_isSeenByTheOther() {
    String url = "sqlite:" + temporary.resolve("shared.db") + "?shared=true";
    Endpoint other = new Endpoint.UnixSocket(temporary.resolve("b.sock"));
    try (RunningServer first = serve("--store", url);
        RunningServer second = serveAt(other, "--store", url, "--listen", other.toString())) {
      assertThat(List.of(first, second)).hasSize(2);
      terminal
          .run("entry", "create", "--spiffe-id", "spiffe://a.example/x", "--selector", "s:1")
          .ok();
      assertThat(terminal.run("entry", "count", "--server", other.toString()).ok().out())
          .isEqualTo("1\n");
    }
  }

  @Test
  void serve_beyondThisMachine_needsTls() {
    assertThat(terminal.run("serve", "--listen", "0.0.0.0:0").failed(1).err())
        .contains("refusing to listen on dns:///0.0.0.0:0 without TLS");
  }

  @Test
  void serve_onLoopback() throws IOException {
    Endpoint endpoint = freePort();
    String at = endpoint.toString();
    try (RunningServer server = serveAt(endpoint, "--listen", at)) {
      assertThat(server).isNotNull();
      terminal.run("status", "--server", at).ok();
      assertThat(terminal.run("serve", "--listen", at, "--store", "memory:").failed(1).err())
          .contains("cannot listen on " + at);
    }
  }

  @Test
  void serve_withTls_answersThoseWhomItKnows() throws Exception {
    Certificate own = Certificate.make(temporary, "own");
    Certificate other = Certificate.make(temporary, "other");
    Endpoint endpoint = freePort();
    String at = endpoint.toString();
    try (RunningServer server =
        serveAt(
            endpoint,
            "--listen",
            at,
            "--tls-cert",
            own.chain(),
            "--tls-key",
            own.key(),
            "--tls-ca",
            own.chain())) {
      assertThat(server).isNotNull();
      terminal
          .run(
              "status",
              "--server",
              at,
              "--tls-cert",
              own.chain(),
              "--tls-key",
              own.key(),
              "--tls-ca",
              own.chain())
          .ok();
      terminal
          .run(
              "status",
              "--server",
              at,
              "--tls-cert",
              other.chain(),
              "--tls-key",
              other.key(),
              "--tls-ca",
              own.chain())
          .failed(4);
      terminal.run("status", "--server", at).failed(4);
    }
  }

  @Test
  void serve_withTlsFilesThatAreNotThere_saysSo() {
    assertThat(
            terminal
                .run(
                    "serve", "--listen", "127.0.0.1:0", "--tls-cert", "/none", "--tls-key", "/none")
                .failed(1)
                .err())
        .contains("cannot read the TLS files of /none");
  }

  @Test
  void serve_tellsItsHealth() throws InterruptedException {
    try (RunningServer server = serve();
        RpcChannel channel = RpcChannel.to(Defaults.socket(folder), Optional.empty())) {
      assertThat(server).isNotNull();
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
      for (String service : List.of("", "holdfast.datastore.v1.EntryService")) {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (health.check(request).getStatus() != ServingStatus.SERVING) {
          assertThat(Instant.now()).isBefore(deadline);
          Thread.sleep(5);
        }
      }
    }
  }

  @Test
  void serve_withMetrics_showsHowItsRecordsAre() throws Exception {
    Endpoint.Tcp at = (Endpoint.Tcp) freePort();
    String address = at.host() + ":" + at.port();
    try (RunningServer server = serve("--metrics", address)) {
      assertThat(server).isNotNull();
      terminal
          .run("entry", "create", "--spiffe-id", "spiffe://a.example/x", "--selector", "s:1")
          .ok();
      HttpRequest page =
          HttpRequest.newBuilder(URI.create("http://" + address + "/metrics")).build();
      assertThat(HttpClient.newHttpClient().send(page, BodyHandlers.ofString()).body().lines())
          .contains(
              "holdfast_records{kind=\"entry\"} 1.0",
              "holdfast_records{kind=\"bundle\"} 0.0",
              "holdfast_cache_current 1.0");
    }
  }

  @Test
  void serve_tellsItsServicesByReflection() throws Exception {
    try (RunningServer server = serve();
        RpcChannel channel = RpcChannel.to(Defaults.socket(folder), Optional.empty())) {
      assertThat(server).isNotNull();
      CompletableFuture<List<String>> services = new CompletableFuture<>();
      StreamObserver<ServerReflectionRequest> requests =
          ServerReflectionGrpc.newStub(channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      services.complete(
                          response.getListServicesResponse().getServiceList().stream()
                              .map(ServiceResponse::getName)
                              .toList());
                    }

                    @Override
                    public void onError(Throwable failure) {
                      services.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
      requests.onCompleted();
      assertThat(services.get(3, TimeUnit.MINUTES))
          .contains(
              "holdfast.datastore.v1.EntryService",
              "holdfast.datastore.v1.BundleService",
              "holdfast.datastore.v1.DataStoreService",
              "grpc.health.v1.Health");
    }
  }

  @Test
  void serve_inAFolderThatCannotBeMade_saysSo() {
    assertThat(terminal.run("serve", "--data", "/proc/holdfast").failed(1).err())
        .startsWith("holdfast: cannot make the data folder /proc/holdfast: ");
  }

  @Test
  void serve_ofAnUnknownScheme_tellsWhatThereIs() {
    assertThat(terminal.run("serve", "--store", "redis://localhost").failed(1).err())
        .contains("opens 'redis:'")
        .contains("etcd, mariadb, memory, mysql, plugin, postgresql, sqlite, unix");
  }
}
