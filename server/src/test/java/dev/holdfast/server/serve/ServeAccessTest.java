package dev.holdfast.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call a server, by the SPIFFE ids of the clients' certificates. */
final class ServeAccessTest {

  private static final String READER = "spiffe://example.org/reader";
  private static final String WRITER = "spiffe://example.org/writer";

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  private static Endpoint freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Endpoint.parse("127.0.0.1:" + socket.getLocalPort());
    }
  }

  private Run as(Certificate client, Certificate server, Endpoint endpoint, String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(
        List.of(
            "--server",
            endpoint.toString(),
            "--tls-cert",
            client.chain(),
            "--tls-key",
            client.key(),
            "--tls-ca",
            server.chain(),
            "-o",
            "json"));
    return terminal.run(args.toArray(String[]::new));
  }

  @Test
  void roles_areOfTheSpiffeIdsThatAreNamed() throws Exception {
    Certificate own = Certificate.make(folder, "own");
    Certificate reader = Certificate.make(folder, "reader", "uri:" + READER);
    Certificate writer = Certificate.make(folder, "writer", "uri:" + WRITER);
    Certificate stranger = Certificate.make(folder, "stranger", "uri:spiffe://example.org/other");
    Certificate nobody = Certificate.make(folder, "nobody", "dns:nobody");
    Certificate two =
        Certificate.make(folder, "two", "uri:" + WRITER + ",uri:spiffe://b.example/b");
    StringBuilder clients = new StringBuilder();
    for (Certificate client : List.of(reader, writer, stranger, nobody, two)) {
      clients.append(Files.readString(Path.of(client.chain())));
    }
    String roots = Files.writeString(folder.resolve("clients.pem"), clients).toString();
    Endpoint at = freePort();
    try (RunningServer server =
        RunningServer.start(
            terminal,
            at,
            "serve",
            "--store",
            "memory:",
            "--listen",
            at.toString(),
            "--tls-cert",
            own.chain(),
            "--tls-key",
            own.key(),
            "--tls-ca",
            roots,
            "--allow-read",
            READER,
            "--allow-write",
            WRITER)) {
      assertThat(server).isNotNull();
      String[] write = {"token", "generate", "--token", "t"};
      String[] read = {"token", "show", "t"};
      as(writer, own, at, write).ok();
      as(writer, own, at, read).ok();
      as(reader, own, at, read).ok();
      as(reader, own, at, "watch", "--after", "1", "--limit", "1").ok();
      refused(as(reader, own, at, "token", "delete", "t"), "PERMISSION_DENIED", READER, "write");
      refused(
          as(stranger, own, at, read),
          "PERMISSION_DENIED",
          "spiffe://example.org/other may not call FetchJoinToken",
          "role read");
      refused(as(stranger, own, at, "watch", "--limit", "1"), "PERMISSION_DENIED", "WatchChanges");
      refused(as(nobody, own, at, read), "UNAUTHENTICATED", "0 URIs");
      refused(as(two, own, at, read), "UNAUTHENTICATED", "2 URIs");
      as(writer, own, at, read).ok();
    }
  }

  private static void refused(Run run, String code, String... words) {
    assertThat(run.failed(1).error().get("code").asText()).isEqualTo(code);
    assertThat(run.error().get("message").asText()).contains(words);
  }

  @Test
  void roles_withoutCertificates_makeNoSense() throws Exception {
    Certificate own = Certificate.make(folder, "own");
    String socket = "unix:" + folder.resolve("s");
    for (List<String> listen :
        List.of(
            List.of(socket),
            List.of("127.0.0.1:0"),
            List.of("127.0.0.1:0", "--tls-cert", own.chain(), "--tls-key", own.key()))) {
      List<String> args = new ArrayList<>(List.of("serve", "--store", "memory:", "--listen"));
      args.addAll(listen);
      args.addAll(List.of("--allow-read", READER));
      assertThat(terminal.run(args.toArray(String[]::new)).failed(2).err()).contains("--tls-ca");
    }
  }
}
