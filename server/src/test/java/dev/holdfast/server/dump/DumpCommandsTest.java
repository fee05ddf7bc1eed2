package dev.holdfast.server.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DumpCommandsTest {

  private static final String FLEET = System.getProperty("holdfast.root") + "/examples/fleet/";
  private static final String AGENT = "spiffe://example.org/spire/agent/1";

  /** What a listing of each kind is asked by, and the array that it prints. */
  private static final Map<String, List<String>> LISTINGS = listings();

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  private static Map<String, List<String>> listings() {
    Map<String, List<String>> listings = new LinkedHashMap<>();
    listings.put("bundles", List.of("bundle", "list"));
    listings.put("entries", List.of("entry", "list"));
    listings.put("nodes", List.of("node", "list", "--with-selectors"));
    listings.put("node_selectors", List.of("node", "selectors", "list"));
    listings.put("join_tokens", List.of("token", "list"));
    listings.put("federation_relationships", List.of("federation", "list"));
    listings.put("ca_journals", List.of("journal", "list"));
    return listings;
  }

  @BeforeEach
  void nameTheFolder() {
    terminal.with(Defaults.DATA_VARIABLE, folder.resolve("first").toString());
  }

  @AfterEach
  void leaveNothingBehind() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".part"));
    }
  }

  private RunningServer serve(String data) {
    Path place = folder.resolve(data);
    return RunningServer.start(
        terminal, Defaults.socket(place), "serve", "--data", place.toString());
  }

  private Run ask(String data, List<String> command) {
    List<String> args = new ArrayList<>(command);
    args.add("--server");
    args.add(Defaults.socket(folder.resolve(data)).toString());
    return terminal.run(args.toArray(String[]::new));
  }

  /** Writes records of every kind. */
  private void fill() {
    try (RunningServer server = serve("first")) {
      for (String domain : List.of("acme.example", "bank.example", "partner.example")) {
        does("bundle", "set", "--trust-domain", domain, FLEET + "bundles/" + domain + ".json");
      }
      does("entry", "create", "--data", FLEET + "entries.json");
      does("node", "create", "--data", FLEET + "nodes.json");
      does("node", "selectors", "set", AGENT, "--selector", "region:eu");
      does("token", "generate", "--token", "zz");
      does("token", "generate", "--token", "aa");
      does(
          "federation",
          "create",
          "--trust-domain",
          "bank.example",
          "--bundle-endpoint-url",
          "https://bank.example/b");
      does("journal", "create", "--authority", "ca", "--data", FLEET + "nodes.json");
      String id = entries("first").get(0).get("entry_id").asText();
      does("entry", "update", id, "--hint", "first");
      assertThat(server).isNotNull();
    }
  }

  private void does(String... command) {
    ask("first", Arrays.asList(command)).ok();
  }

  private JsonNode entries(String data) {
    return ask(data, List.of("entry", "list", "-o", "json")).ok().json().get("entries");
  }

  /** Returns all that is told of all records, in order, but the revisions. */
  private Map<String, List<JsonNode>> records(String data) {
    Map<String, List<JsonNode>> records = new LinkedHashMap<>();
    LISTINGS.forEach(
        (name, command) -> {
          List<String> args = new ArrayList<>(command);
          args.addAll(List.of("-o", "json"));
          List<JsonNode> told = new ArrayList<>();
          ask(data, args)
              .ok()
              .json()
              .get(name)
              .forEach(
                  record ->
                      told.add(
                          ((ObjectNode) record)
                              .remove(List.of("create_revision", "mod_revision"))));
          records.put(name, told);
        });
    return records;
  }

  private String dump(String data) {
    String file = folder.resolve(data + ".dump").toString();
    terminal.run("dump", "--data", folder.resolve(data).toString(), file).done();
    return file;
  }

  private Run load(String file, String data) {
    return terminal.run("load", "--data", folder.resolve(data).toString(), file);
  }

  @Test
  void loadOfADump_makesEqualRecords() throws IOException {
    fill();
    Map<String, List<JsonNode>> before;
    try (RunningServer server = serve("first")) {
      before = records("first");
      assertThat(server).isNotNull();
    }
    String file = dump("first");
    assertThat(load(file, "second").done().out()).contains(" loaded, of revision ");
    try (RunningServer server = serve("second")) {
      assertThat(records("second")).isEqualTo(before);
      assertThat(before).allSatisfy((kind, records) -> assertThat(records).isNotEmpty());
      requireRules(before.get("entries").get(0));
      assertThat(server).isNotNull();
    }
  }

  /** What keeps entries unique, and bundles while they are in use, must have come along. */
  private void requireRules(JsonNode entry) {
    String file = folder.resolve("again.json").toString();
    ((ObjectNode) entry).put("entry_id", "again");
    try {
      Files.writeString(Path.of(file), "{\"entries\": [" + entry + "]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(ask("second", List.of("entry", "create", "--data", file)).ok().out())
        .contains("1 existed");
    Run inUse =
        ask("second", List.of("bundle", "delete", "partner.example", "-o", "json")).failed(1);
    assertThat(inUse.error().get("reason").asText()).isEqualTo("BUNDLE_IN_USE");
  }

  @Test
  void dumpOfWhatWasLoaded_holdsTheSame() throws IOException {
    fill();
    String first = dump("first");
    load(first, "second").done();
    String second = dump("second");
    load(second, "third").done();
    assertThat(checked(dump("third")).get("counts")).isEqualTo(checked(first).get("counts"));
    assertThat(checked(second).get("counts")).isEqualTo(checked(first).get("counts"));
  }

  private JsonNode checked(String file) {
    return terminal.run("load", "--check", file, "-o", "json").done().json();
  }

  @Test
  void dump_isItsOwnersAlone_andReplacesTheOneBefore() throws IOException {
    fill();
    Path file = Path.of(dump("first"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(dump("first")).isEqualTo(file.toString());
    JsonNode told =
        terminal
            .run(
                "dump", "--data", folder.resolve("first").toString(), file.toString(), "-o", "json")
            .done()
            .json();
    assertThat(told.get("dumped").asLong()).isPositive();
    assertThat(told.get("left_out")).isEmpty();
    assertThat(checked(file.toString()).get("revision")).isEqualTo(told.get("revision"));
  }

  @Test
  void dump_ofWhatIsNoDataStore_isRefused() {
    Run none = terminal.run("dump", "--store", "memory:", folder.resolve("x").toString());
    assertThat(none.failed(1).err()).contains("holds no DataStore");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void load_intoAStoreWithRecords_isAConflict() {
    fill();
    String file = dump("first");
    Run again = terminal.run("load", file);
    assertThat(again.failed(5).err()).contains("it holds records already");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "cutAtOnce", "changed", "longer", "empty", "text"})
  void load_ofADamagedDump_writesNothing(String damage) throws IOException {
    fill();
    Path file = Path.of(dump("first"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, damaged(bytes, damage));
    assertThat(load(file.toString(), "second").failed(1).err())
        .contains("dump: ")
        .contains("nothing was written");
    assertThat(keys("second")).isZero();
  }

  private static byte[] damaged(byte[] bytes, String damage) {
    return switch (damage) {
      case "cut" -> Arrays.copyOf(bytes, bytes.length / 2);
      case "cutAtOnce" -> Arrays.copyOf(bytes, bytes.length - 1);
      case "changed" -> {
        byte[] changed = bytes.clone();
        int place = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("example.org");
        changed[place] = 'u';
        yield changed;
      }
      case "longer" -> Arrays.copyOf(bytes, bytes.length + 1);
      case "empty" -> new byte[0];
      default -> "{\"entries\": []}".getBytes(StandardCharsets.UTF_8);
    };
  }

  private long keys(String data) {
    try (Store store = Stores.open(Defaults.storeUrl(folder.resolve(data)))) {
      return store.blocking().count(CountRequest.of(KeyRange.all())).count();
    }
  }

  @Test
  void storeUnderLoad_isNotServed_andTheLoadIsRepeated() throws IOException {
    fill();
    String file = dump("first");
    load(file, "second").done();
    // As a load leaves the store that is broken off before its last commit.
    String digest = digest(file);
    try (Store store = Stores.open(Defaults.storeUrl(folder.resolve("second")))) {
      var unused =
          store.blocking().delete(DeleteRequest.of(KeyRange.key(Bytes.utf8("holdfast/format"))));
      var unusedToo =
          store
              .blocking()
              .put(
                  PutRequest.of(
                      Bytes.utf8("holdfast/load"), Bytes.wrap(HexFormat.of().parseHex(digest))));
    }
    Run refused = terminal.run("serve", "--data", folder.resolve("second").toString());
    assertThat(refused.failed(1).err()).contains("repeat the load");
    fillAnother();
    assertThat(load(dump("other"), "second").failed(5).err()).contains("of another dump");
    load(file, "second").done();
    try (RunningServer server = serve("second")) {
      assertThat(records("second").get("entries")).isNotEmpty();
      assertThat(server).isNotNull();
    }
  }

  private void fillAnother() {
    try (RunningServer server = serve("other")) {
      ask("other", List.of("token", "generate")).ok();
      assertThat(server).isNotNull();
    }
  }

  /** Returns the digest that the trailer tells: the last 32 bytes. */
  private static String digest(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(file));
    return HexFormat.of().formatHex(bytes, bytes.length - 32, bytes.length);
  }

  @Test
  void load_intoAStoreOfAnotherKind_isServedFromThere() throws IOException {
    fill();
    String file = dump("first");
    Endpoint socket = Endpoint.parse("unix:" + folder.resolve("s"));
    try (RunningServer store =
        RunningServer.start(
            terminal, socket, "store", "serve", "--store", "memory:", "--listen", "" + socket)) {
      terminal.run("load", "--store", socket.toString(), file).done();
      String copy = folder.resolve("copy.dump").toString();
      terminal.run("dump", "--store", socket.toString(), copy).done();
      assertThat(checked(copy).get("counts")).isEqualTo(checked(file).get("counts"));
      assertThat(checked(copy).get("store_name")).isNotEqualTo(checked(file).get("store_name"));
      assertThat(store).isNotNull();
    }
  }
}
