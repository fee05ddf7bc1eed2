package dev.holdfast.server.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Terminal;
import dev.holdfast.server.Terminal.Run;
import dev.holdfast.testservers.OneEtcd;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart, two servers on one cluster. */
final class EtcdQuickstartTest {

  private static final String EXAMPLES =
      Path.of(System.getProperty("holdfast.root"), "examples", "fleet").toString();

  @TempDir private Path temporary;
  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void requireEtcd() {
    Optional<String> missing = OneEtcd.missing();
    if ("installed".equals(System.getenv("HOLDFAST_TEST_TOOLS"))) {
      assertThat(missing).isEmpty();
    }
    missing.ifPresent(Assumptions::abort);
  }

  private Run quickstart(String folder, String url) {
    return terminal.run(
        "quickstart",
        "--data",
        temporary.resolve(folder).toString(),
        "--store",
        url,
        "--examples",
        EXAMPLES);
  }

  @Test
  void quickstart_onEtcd_showsEverythingAndIsNotRepeatedThere() {
    String url = OneEtcd.freshUrl();
    Run first = quickstart("first", url);
    assertThat(first.status()).as(first.toString()).isZero();
    assertThat(first.out())
        .contains("serve --store " + url)
        .contains("520 created")
        .contains("told by server b after")
        .contains("Bob's was refused: CONFLICT: ")
        .contains("export HOLDFAST_STORE='" + url + "'");
    assertThat(quickstart("second", url).failed(2).err()).contains(url + " is not empty");
  }
}
