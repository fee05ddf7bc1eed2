package dev.holdfast.server.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.RunningServer;
import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickstartCommandTest {

  private static final String EXAMPLES =
      Path.of(System.getProperty("holdfast.root"), "examples", "fleet").toString();

  @TempDir private Path temporary;
  private final Terminal terminal = new Terminal();

  @Test
  void quickstart_showsEverythingAndLeavesAStoreToGoOnWith() {
    Path folder = temporary.resolve("q");
    Run run = terminal.run("quickstart", "--data", folder.toString(), "--examples", EXAMPLES);
    assertThat(run.ok().out())
        .contains("serve --store 'sqlite:" + folder + "/store.db?shared=true'")
        .contains("50 created")
        .contains("520 created")
        .contains("us-east-3.payments.checkout.canary")
        .contains("eu-west-1.shop.recommendations.canary")
        .containsPattern(
            "the hint of eu-west-1.payments.checkout.api is 'quickstart' now; acknowledged by"
                + " server a after [0-9.]+ m?s, told by server b after [0-9.]+ m?s")
        .containsPattern("Ann's was committed at revision \\d+")
        .contains("Bob's was refused: CONFLICT: ")
        .contains("on call: 1")
        .contains("export HOLDFAST_DATA=" + folder);

    terminal.with(Defaults.DATA_VARIABLE, folder.toString());
    try (RunningServer server = RunningServer.start(terminal, Defaults.socket(folder), "serve")) {
      assertThat(server).isNotNull();
      assertThat(terminal.run("entry", "count").ok().out()).isEqualTo("520\n");
      assertThat(terminal.run("node", "count").ok().out()).isEqualTo("50\n");
      assertThat(terminal.run("store", "info", "--store", "memory:").status()).isZero();
    }
  }

  @Test
  void quickstart_inAFolderThatIsNotEmpty_isRefused() throws IOException {
    Files.createFile(temporary.resolve("precious"));
    Run run = terminal.run("quickstart", "--data", temporary.toString(), "--examples", EXAMPLES);
    assertThat(run.failed(2).err()).contains(temporary + " is not empty");
  }

  @Test
  void quickstart_withoutItsExamples_isRefused() {
    Run run = terminal.run("quickstart", "--examples", temporary.toString());
    assertThat(run.failed(2).err()).contains("there is no " + temporary.resolve("bundles"));
  }
}
