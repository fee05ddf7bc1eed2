package dev.holdfast.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FleetCommandsTest {

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Run generate(String name, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "fleet";
    args[1] = "generate";
    args[2] = file(name);
    System.arraycopy(options, 0, args, 3, options.length);
    return terminal.run(args);
  }

  @Test
  void generate_canBeLoadedAndServed() {
    assertThat(generate("fleet.dump", "--entries", "1000", "--seed", "3").ok().out())
        .isEqualTo(
            "1,000 entries, 250 nodes and 11 bundles in "
                + file("fleet.dump")
                + ", from which 'holdfast load' fills a store\n");
    Path data = folder.resolve("data");
    terminal.run("load", "--data", data.toString(), file("fleet.dump")).done();
    Fleet fleet = Fleet.of(FleetSize.of(1_000), new TrustDomain("fleet.example"), 3);
    terminal.with(Defaults.DATA_VARIABLE, data.toString());
    try (RunningServer server = RunningServer.start(terminal, Defaults.socket(data), "serve")) {
      assertThat(server).isNotNull();
      assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("1000\n");
      assertThat(terminal.run("node", "count").ok().out()).isEqualTo("250\n");
      JsonNode first =
          terminal
              .run("entry", "list", "--limit", "1", "-o", "json")
              .done()
              .json()
              .at("/entries/0");
      assertThat(first.get("entry_id").asText()).isEqualTo(fleet.entry(0).id());
      String agent = fleet.node(17).id().toString();
      JsonNode authorized =
          terminal.run("entry", "authorized", "--agent", agent, "-o", "json").ok().json();
      assertThat(authorized.get("entries").size()).isGreaterThan(300);
    }
  }

  @Test
  void generate_withTheSameSeed_writesTheSameFile() throws IOException {
    generate("first.dump", "--entries", "300", "--nodes", "20", "--seed", "8").ok();
    JsonNode told =
        generate("again.dump", "--entries", "300", "--nodes", "20", "--seed", "8", "-o", "json")
            .ok()
            .json();
    generate("other.dump", "--entries", "300", "--nodes", "20", "--seed", "9").ok();
    assertThat(told.get("entries").asInt()).isEqualTo(300);
    assertThat(told.get("nodes").asInt()).isEqualTo(20);
    assertThat(Files.mismatch(folder.resolve("first.dump"), folder.resolve("again.dump")))
        .isEqualTo(-1);
    assertThat(Files.mismatch(folder.resolve("first.dump"), folder.resolve("other.dump")))
        .isNotEqualTo(-1);
  }

  @Test
  void generate_inAnotherTrustDomain_isOfThat() {
    generate("own.dump", "--entries", "100", "--trust-domain", "acme.example").ok();
    Path data = folder.resolve("own");
    terminal.run("load", "--data", data.toString(), file("own.dump")).done();
    terminal.with(Defaults.DATA_VARIABLE, data.toString());
    try (RunningServer server = RunningServer.start(terminal, Defaults.socket(data), "serve")) {
      assertThat(server).isNotNull();
      assertThat(terminal.run("bundle", "show", "acme.example").ok().out()).contains("acme");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--entries,99,a fleet of 99 entries: there are from 100 to 1000000",
    "--entries,1000001,a fleet of 1000001 entries: there are from 100 to 1000000",
    "--entries,many,'many'",
    "--nodes,0,a fleet of 0 nodes: there are from 1 to 250000",
    "--seed,x,'x'",
    "--trust-domain,Acme,'A'",
  })
  void generate_ofWhatCannotBe_isRefused(String option, String value, String message) {
    assertThat(generate("bad.dump", option, value).failed(2).err()).contains(message);
    assertThat(folder.resolve("bad.dump")).doesNotExist();
  }

  @Test
  void generate_intoAFolderThatIsMissing_fails() {
    assertThat(terminal.run("fleet", "generate", file("missing/fleet.dump")).failed(1).err())
        .contains("cannot write " + file("missing/fleet.dump"));
  }
}
