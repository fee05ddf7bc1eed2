package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

final class PluginProcessTest {

  private static final String ALL_ZERO = "0".repeat(64);

  @Test
  void launch_ofAJavaPlugin_servesEncryptedAndEnds() throws Exception {
    ProcessHandle handle;
    Path folder;
    try (PluginProcess plugin = PluginProcess.launch(PluginPrograms.memory())) {
      handle = plugin.handle();
      folder = plugin.folder();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      BlockingStore.await(plugin.store().configure(StoreOptions.none()));
      assertThat(plugin.store().blocking().put(key("k"), key("v")).modRevision()).isPresent();
      // As go-plugin asks, and by the service's own name.
      for (String name : List.of("plugin", StoreService.NAME)) {
        waitFor(() -> health(plugin, name) == ServingStatus.SERVING);
      }
      try (RemoteStore stranger = RemoteStore.at(socketIn(folder))) {
        assertThatThrownBy(() -> stranger.blocking().info()).isInstanceOf(StoreException.class);
      }
    }
    assertThat(handle.isAlive()).isFalse();
    assertThat(folder).doesNotExist();
  }

  private static Endpoint socketIn(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return new Endpoint.UnixSocket(
          files.filter(file -> !file.toString().endsWith(".lock")).findFirst().orElseThrow());
    }
  }

  private static ServingStatus health(PluginProcess plugin, String service) {
    return HealthGrpc.newBlockingStub(plugin.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void plugin_whoseInputEnds_endsAndLeavesNoSocket() throws Exception {
    try (PluginProcess plugin = PluginProcess.launch(PluginPrograms.memory())) {
      plugin.closeInput();
      plugin.onExit().get(30, TimeUnit.SECONDS);
      try (var files = Files.list(plugin.folder())) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void plugin_toldToTerminate_leavesNoSocket() throws Exception {
    try (PluginProcess plugin = PluginProcess.launch(PluginPrograms.memory())) {
      plugin.handle().destroy();
      plugin.onExit().get(30, TimeUnit.SECONDS);
      try (var files = Files.list(plugin.folder())) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void launch_withoutACommonVersion_namesBoth() {
    assertThatThrownBy(() -> PluginProcess.launch(PluginPrograms.memory(), "998,999"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("998,999")
        .hasMessageContaining("this plugin version 1");
    assertRefused("echo '1|7|unix|/tmp/x|grpc'; sleep 60", "speaks version 7", "this host 1");
    assertRefused("echo '2|1|unix|/tmp/x|grpc'; sleep 60", "version 2 of the handshake");
  }

  @Test
  void program_startedByHand_saysWhatItIs() throws Exception {
    List<String> words = PluginPrograms.memory().words();
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said).contains("store plugin", "plugin:/path");
  }

  @Test
  void launch_ofSomethingElse_tellsWhatIsWrong() {
    assertRefused("echo hello; sleep 60", "first line on stdout is 'hello'");
    assertRefused("echo 'no such disk' >&2; exit 3", "status 3", "no such disk");
    assertRefused("echo '1|1|unix|/tmp/elsewhere|grpc'; sleep 60", "without a certificate");
    assertRefused("echo '1|1|unix|/tmp/x|grpc|%%%'; sleep 60", "not base64");
    assertRefused("echo '1|1|tcp|192.0.2.1:80|grpc'; sleep 60", "not this machine");
    assertRefused("echo '1|1|unix|/tmp/x|netrpc'; sleep 60", "this host grpc");
    PluginCommand silent = PluginPrograms.shell("exec sleep 60");
    assertThatThrownBy(
            () ->
                PluginProcess.launch(
                    new PluginCommand(
                        silent.words(), Map.of(), Optional.empty(), Duration.ofMillis(200))))
        .hasMessageContaining("within 200 ms");
    assertThatThrownBy(() -> PluginProcess.launch(PluginCommand.of(List.of("/no/such/program"))))
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void launch_ofAProgramThatTellsNonsense_leavesNoProcess(@TempDir Path folder) throws Exception {
    for (String address :
        List.of(
            "unix|/tmp/\\0x",
            "unix|",
            "tcp|:::::",
            "tcp|127.0.0.1:99999999999",
            "unix|x|grpc|AAAA")) {
      Path pid = folder.resolve("pid");
      String line = address.contains("grpc") ? address : address + "|grpc";
      String script = "echo $$ > " + pid + "; printf '1|1|" + line + "\\n'; exec sleep 60";
      assertThatThrownBy(() -> PluginProcess.launch(PluginPrograms.shell(script)).close())
          .as(address)
          .isInstanceOf(StoreException.class);
      assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))).isEmpty();
    }
  }

  private static void assertRefused(String script, String... parts) {
    assertThatThrownBy(() -> PluginProcess.launch(PluginPrograms.shell(script)))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void launch_ofAProgramThatEndsAtOnce_tellsItsLastWords(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("brief"), "#!/bin/sh\necho why >&2\nexit 3\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    // The words are there, but for a moment in which the JDK moves them: one launch may miss it.
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> PluginProcess.launch(PluginCommand.of(List.of(script.toString()))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("it ended with status 3")
          .hasMessageContaining("its last words: why");
    }
  }

  @Test
  void launch_withAnotherChecksum_startsNothing() {
    PluginCommand command =
        new PluginCommand(
            List.of("/bin/sh"), Map.of(), Optional.of(ALL_ZERO), Duration.ofSeconds(30));
    assertThatThrownBy(() -> PluginProcess.launch(command))
        .hasMessageContaining("was not started")
        .hasMessageContaining(ALL_ZERO);
  }

  @Test
  void logLine_ofHclog_keepsItsLevelAndFields() {
    assertThat(
            PluginLog.parse(
                "{\"@level\":\"warn\",\"@message\":\"slow\",\"@timestamp\":\"t\",\"ms\":12}"))
        .isEqualTo(new PluginLog.Line(Level.WARN, "slow ms=12"));
    assertThat(PluginLog.parse("{not json").level()).isEqualTo(Level.INFO);
    assertThat(PluginLog.parse("plain").text()).isEqualTo("plain");
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }

  static void waitFor(java.util.function.BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
