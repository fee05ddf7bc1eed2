package dev.holdfast.server.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCommandsTest {

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  @BeforeEach
  void nameTheStore() {
    terminal.with("HOLDFAST_STORE", "sqlite:" + folder.resolve("store.db"));
  }

  private Run run(String... args) {
    return terminal.run(args);
  }

  @Test
  void put_thenGet() {
    assertThat(run("store", "put", "greeting", "hello").ok().out())
        .isEqualTo("written at revision 1\n");
    assertThat(run("store", "get", "greeting").ok().out()).isEqualTo("hello\n");
    JsonNode pair = run("store", "get", "greeting", "-o", "json").ok().json();
    assertThat(pair.get("key").asText()).isEqualTo("greeting");
    assertThat(pair.get("value").asText()).isEqualTo("hello");
    assertThat(pair.get("create_revision").asLong()).isEqualTo(1);
    assertThat(pair.get("version").asLong()).isEqualTo(1);
    assertThat(
            run("store", "put", "greeting", "again", "-o", "json")
                .ok()
                .json()
                .get("mod_revision")
                .asLong())
        .isEqualTo(2);
  }

  @Test
  void get_ofNone_isNotFound() {
    assertThat(run("store", "get", "none").failed(3).err())
        .isEqualTo("holdfast: there is no key none\n");
  }

  @Test
  void get_ofAPrefix_printsATable() {
    run("store", "put", "a/1", "x").ok();
    run("store", "put", "a/2", "y").ok();
    run("store", "put", "b/1", "z").ok();
    assertThat(run("store", "get", "--prefix", "a/").ok().lines())
        .containsExactly("KEY CREATED MODIFIED VERSION VALUE", "a/1 1 1 1 x", "a/2 2 2 1 y");
    assertThat(run("store", "get", "--prefix", "", "--keys-only").ok().lines())
        .containsExactly("KEY CREATED MODIFIED VERSION", "a/1 1 1 1", "a/2 2 2 1", "b/1 3 3 1");
    JsonNode page = run("store", "get", "--prefix", "", "--limit", "2", "-o", "json").ok().json();
    assertThat(page.get("entries").findValuesAsText("key")).containsExactly("a/1", "a/2");
    assertThat(page.get("revision").asLong()).isEqualTo(3);
  }

  @Test
  void get_ofMoreThanAPage_printsAll() {
    try (Store store = Stores.open("sqlite:" + folder.resolve("store.db"))) {
      for (int i = 0; i < 1_001; i++) {
        store
            .blocking()
            .put(dev.holdfast.store.Bytes.utf8("k" + i), dev.holdfast.store.Bytes.empty());
      }
    }
    assertThat(run("store", "get", "--prefix", "k", "--keys-only").ok().lines()).hasSize(1_002);
  }

  @Test
  void count_ofAKeyAndOfAPrefix() {
    run("store", "put", "a/1", "x").ok();
    run("store", "put", "a/2", "x").ok();
    assertThat(run("store", "count", "--prefix", "a/").ok().out()).isEqualTo("2\n");
    assertThat(run("store", "count", "a/1").ok().out()).isEqualTo("1\n");
    assertThat(run("store", "count", "a", "-o", "json").ok().json().get("count").asLong()).isZero();
  }

  @Test
  void delete_ofAKeyAndOfAPrefix() {
    run("store", "put", "a/1", "x").ok();
    run("store", "put", "a/2", "x").ok();
    run("store", "put", "b", "x").ok();
    assertThat(run("store", "delete", "b").ok().out()).isEqualTo("1 key deleted, at revision 4\n");
    JsonNode deleted = run("store", "delete", "--prefix", "a/", "-o", "json").ok().json();
    assertThat(deleted.get("deleted").asLong()).isEqualTo(2);
    assertThat(run("store", "count", "--prefix", "").ok().out()).isEqualTo("0\n");
  }

  @Test
  void writes_underConditions() {
    run("store", "put", "k", "1", "--if-present").failed(5);
    run("store", "put", "k", "1", "--if-absent").ok();
    Run taken = run("store", "put", "k", "2", "--if-absent", "-o", "json").failed(5);
    assertThat(taken.error().get("reason").asText()).isEqualTo("PRECONDITION_FAILED");
    run("store", "put", "k", "2", "--if-revision", "1").ok();
    run("store", "delete", "k", "--if-revision", "1").failed(5);
    run("store", "delete", "k", "--if-revision", "2").ok();
    run("store", "put", "k", "1", "--if-absent", "--if-present").failed(2);
  }

  @Test
  void bytes_inHexAndBase64() throws IOException {
    run("store", "put", "00ff", "c3", "--hex").ok();
    assertThat(run("store", "get", "00ff", "--hex").ok().out()).isEqualTo("c3\n");
    assertThat(run("store", "get", "AP8=", "--base64").ok().out()).isEqualTo("ww==\n");
    assertThat(run("store", "get", "--prefix", "").failed(1).err()).contains("use --hex");
    assertThat(run("store", "get", "xyz", "--hex").failed(2).err()).contains("hexadecimal digits");
    Path picture = Files.write(folder.resolve("picture"), new byte[] {1, 2, 3});
    run("store", "put", "picture", "--file", picture.toString()).ok();
    assertThat(
            run(
                    "store",
                    "get",
                    Coding.HEX.encode(dev.holdfast.store.Bytes.utf8("picture")),
                    "--hex")
                .ok()
                .out())
        .isEqualTo("010203\n");
    terminal.runOn("typed", "store", "put", "typed", "--file", "-").ok();
    assertThat(run("store", "get", "typed").ok().out()).isEqualTo("typed\n");
  }

  @Test
  void table_showsControlCharacters() {
    run("store", "put", "k", "red \u001b[31m").ok();
    assertThat(run("store", "get", "--prefix", "k").ok().out()).contains("red \\x1B[31m");
  }

  @Test
  void watch_tellsEveryChangeOfItsKeys() throws IOException {
    run("store", "put", "a", "1").ok();
    run("store", "put", "b", "1").ok();
    run("store", "put", "a", "2").ok();
    run("store", "delete", "a").ok();
    Run run = run("store", "watch", "a", "--after", "0", "--limit", "3");
    assertThat(run.lines()).containsExactly("1 put a 1", "3 put a 2", "4 delete a");
    assertThat(run.err()).isEqualTo("watching after revision 0\n");
    Run json = run("store", "watch", "--prefix", "", "--after", "3", "--limit", "1", "-o", "json");
    JsonNode event = new ObjectMapper().readTree(json.ok().out());
    assertThat(event.get("operation").asText()).isEqualTo("delete");
    assertThat(event.get("key").asText()).isEqualTo("a");
  }

  @Test
  void info_tellsWhatAStoreCanDo() {
    assertThat(run("store", "info").ok().lines()).contains("Store sqlite 1", "State ready");
    JsonNode info = run("store", "info", "-o", "json").ok().json();
    assertThat(info.get("capabilities").toString()).contains("TRANSACTIONS");
    assertThat(info.at("/limits/max_txn_ops").asLong()).isEqualTo(4_096);
  }

  @Test
  void serve_letsOthersSpeakToAStore() {
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve("s.sock"));
    try (RunningServer served =
        RunningServer.start(
            terminal,
            endpoint,
            "store",
            "serve",
            "--store",
            "memory:",
            "--listen",
            endpoint.toString())) {
      assertThat(served).isNotNull();
      run("store", "put", "--store", endpoint.toString(), "k", "v").ok();
      assertThat(run("store", "get", "--store", endpoint.toString(), "k").ok().out())
          .isEqualTo("v\n");
    }
    assertThat(Files.exists(folder.resolve("s.sock"))).isFalse();
  }

  @Test
  void unknownScheme_tellsWhatThereIs() {
    Run run = run("store", "get", "--store", "redis://localhost", "k").failed(1);
    assertThat(run.err())
        .contains("opens 'redis:'")
        .contains("memory")
        .contains("sqlite")
        .contains("unix");
  }

  @Test
  void badUrls_areRefused() {
    assertThat(run("store", "get", "--store", "nothing", "k").failed(1).err()).contains("nothing");
    assertThat(run("store", "get", "--store", "sqlite:/none/x/y.db", "k").failed(1).err())
        .contains("the folder of /none/x/y.db does not exist");
    assertThat(
            run("store", "get", "--store", "sqlite:" + folder.resolve("z.db") + "?speed=9", "k")
                .failed(1)
                .err())
        .contains("speed");
    assertThat(new Terminal().run("store", "get", "k").failed(2).err()).contains("--store");
  }

  @Test
  void fileOfAnotherProgram_isRefusedAndLeftAsItIs() throws IOException {
    Path other =
        Files.write(folder.resolve("other.db"), "certainly not a database".getBytes(UTF_8));
    Run run = run("store", "put", "--store", "sqlite:" + other, "k", "v");
    assertThat(run.failed(1).err()).contains(other.toString());
    assertThat(Files.readString(other)).isEqualTo("certainly not a database");
  }

  @Test
  void openFile_isRefusedByName() {
    try (Store open = Stores.open("sqlite:" + folder.resolve("store.db"))) {
      assertThat(open).isNotNull();
      assertThat(run("store", "get", "k").failed(4).err())
          .contains(folder.resolve("store.db") + " is open already")
          .contains("shared=true");
    }
  }
}
