package dev.holdfast.server.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.proto.datastore.v1.FormatRecord;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Store files that cannot be served: told clearly, and left as they are. */
final class StoreFilesTest {

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void nameTheFolder() {
    terminal.with(Defaults.DATA_VARIABLE, folder.toString());
  }

  private Path file() {
    return folder.resolve("store.db");
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private String refusal(int status) throws IOException {
    byte[] before = Files.readAllBytes(file());
    Run run = terminal.run("serve").failed(status);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(run.err()).startsWith("holdfast: ").hasLineCount(1);
    return run.err();
  }

  @Test
  void textFile_isNotOurs() throws IOException {
    Files.writeString(file(), "certainly not a database, but a text of some length".repeat(100));
    assertThat(refusal(1)).contains(file() + ": ").contains("not a database");
  }

  @Test
  void databaseOfAnotherProgram_isNotOurs() throws Exception {
    sql("create table users (name text)");
    assertThat(refusal(1))
        .contains(file() + ": the file is a SQLite database of another program, not a store");
  }

  @Test
  void schemaOfALaterVersion_isRefused() throws Exception {
    Stores.open("sqlite:" + file()).close();
    sql("update holdfast_meta set schema_version = 99");
    assertThat(refusal(1)).contains(file().toString()).contains("99");
  }

  @Test
  void formatOfALaterVersion_isRefused() {
    try (Store store = Stores.open("sqlite:" + file())) {
      store
          .blocking()
          .put(
              Bytes.utf8("holdfast/format"),
              Bytes.wrap(FormatRecord.newBuilder().setVersion(99).build().toByteArray()));
    }
    Run run = terminal.run("serve").failed(1);
    assertThat(run.err()).contains("format").contains("99");
    try (Store store = Stores.open("sqlite:" + file())) {
      assertThat(
              store
                  .blocking()
                  .get(dev.holdfast.store.GetRequest.of(Bytes.utf8("holdfast/format")))
                  .header()
                  .revision())
          .isEqualTo(1);
    }
  }

  @Test
  void damagedFile_isRefused() throws IOException {
    try (Store store = Stores.open("sqlite:" + file())) {
      for (int i = 0; i < 1_000; i++) {
        store.blocking().put(Bytes.utf8("key " + i), Bytes.wrap(new byte[100]));
      }
    }
    byte[] content = Files.readAllBytes(file());
    Arrays.fill(content, 4_096, content.length, (byte) 0x5A);
    Files.write(file(), content);
    assertThat(refusal(1)).contains(file().toString());
  }

  @Test
  void readOnlyDisk_isRefused() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()),
        "a disk cannot be mounted here, which takes root");
    try {
      Stores.open("sqlite:" + file()).close();
      assertThat(run("mount", "-o", "remount,ro", folder.toString())).isTrue();
      Run run = terminal.run("serve").failed(1);
      assertThat(run.err())
          .contains("cannot open " + file() + " for writing")
          .contains("Read-only file system");
    } finally {
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  @Test
  void fullDisk_refusesWritesAndAnswersReads() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()),
        "a small disk cannot be mounted here, which takes root");
    try {
      Path filler = folder.resolve("filler");
      try (RunningServer server = RunningServer.start(terminal, Defaults.socket(folder), "serve")) {
        assertThat(server).isNotNull();
        create("first").ok();
        fill(filler);
        Run refused = create("x".repeat(60_000));
        assertThat(refused.failed(4).error().get("reason").asText()).isEqualTo("STORE_EXHAUSTED");
        assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("1\n");
        Files.delete(filler);
        create("second").ok();
      }
      try (RunningServer again = RunningServer.start(terminal, Defaults.socket(folder), "serve")) {
        assertThat(again).isNotNull();
        assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("2\n");
      }
    } finally {
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  private Run create(String hint) {
    return terminal.run(
        "entry",
        "create",
        "--spiffe-id",
        "spiffe://a.example/" + hint.length(),
        "--selector",
        "s:1",
        "--hint",
        hint,
        "-o",
        "json");
  }

  private static void fill(Path filler) {
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(new byte[4_096]);
      }
    } catch (IOException e) {
      // There is no more room, which was to be reached.
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Test
  void emptyFile_becomesAStore() throws IOException {
    Files.write(file(), "".getBytes(UTF_8));
    try (RunningServer server = RunningServer.start(terminal, Defaults.socket(folder), "serve")) {
      assertThat(server).isNotNull();
      assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("0\n");
    }
  }
}
