package dev.holdfast.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.PluginCommand;
import dev.holdfast.runtime.PluginProcess;
import dev.holdfast.server.Main;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.StoreOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PluginServeTest {

  @Test
  void plugin_withMetrics_showsItsCalls() throws Exception {
    int port = freePort();
    try (PluginProcess plugin = PluginProcess.launch(command("127.0.0.1:" + port))) {
      BlockingStore.await(plugin.store().configure(StoreOptions.none()));
      plugin.store().blocking().put(Bytes.utf8("k"), Bytes.utf8("v"));

      // The meters are set once the answer has been sent, which may be after it has come.
      URI at = URI.create("http://127.0.0.1:" + port + "/metrics");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      String page = page(at);
      while (puts(page).isEmpty() && System.nanoTime() < deadline) {
        page = page(at);
      }
      assertThat(puts(page))
          .singleElement()
          .asString()
          .contains("service=\"holdfast.store.v1.Store\"", "statusCode=\"OK\"")
          .endsWith(" 1");
      assertThat(page).contains("jvm_memory_used_bytes", "process_cpu_usage");
    }
  }

  private static List<String> puts(String page) {
    return page.lines()
        .filter(line -> line.startsWith("grpc_server_processing_duration_seconds_count"))
        .filter(line -> line.contains("method=\"Put\""))
        .toList();
  }

  private static PluginCommand command(String metrics) {
    return PluginCommand.of(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "plugin",
            "serve",
            "--store",
            "memory:",
            "--metrics",
            metrics));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String page(URI at) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
