package dev.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Connector;
import dev.holdfast.server.cli.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class UsageTest {

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();

  /** Returns the words of every command of the program. */
  static Stream<String> commands() {
    Context context =
        terminalContext(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    return words(Commands.commandLine(context)).distinct();
  }

  private static Stream<String> words(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ").replaceFirst("^holdfast ?", "");
    return Stream.concat(
        Stream.of(name),
        new HashSet<>(command.getSubcommands().values()).stream().flatMap(UsageTest::words));
  }

  private static Context terminalContext(OutputStream out, OutputStream err) {
    return new Context(
        InputStream.nullInputStream(),
        out,
        new PrintStream(err, true, UTF_8),
        Map.of(),
        Connector.overTheNetwork());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_ofEveryCommand_hasExamplesAndExitCodes(String command) {
    Run run = terminal.run((command + " --help").strip().split(" "));
    assertThat(run.ok().out())
        .startsWith("Usage: " + ("holdfast " + command).strip())
        .contains("Examples:", "  holdfast " + command)
        .contains("Exit codes:", "done", "not known whether the write was applied");
  }

  @Test
  void version_isTold() {
    assertThat(terminal.run("--version").ok().out()).startsWith("holdfast ");
  }

  @Test
  void noCommand_makesNoSense() {
    assertThat(terminal.run().failed(2).err())
        .isEqualTo("holdfast: Missing required subcommand\nTry 'holdfast --help'.\n");
  }

  @Test
  void unknownCommand_makesNoSense() {
    assertThat(terminal.run("entries").failed(2).err())
        .contains("'entries'")
        .endsWith("Try 'holdfast --help'.\n");
    assertThat(terminal.run("entry", "lst").failed(2).err())
        .contains("'lst'")
        .endsWith("Try 'holdfast entry --help'.\n");
  }

  @Test
  void unknownOption_makesNoSense() {
    assertThat(terminal.run("entry", "list", "--colour").failed(2).err())
        .contains("--colour")
        .endsWith("Try 'holdfast entry list --help'.\n");
    Run json = terminal.run("entry", "list", "--colour", "-o", "json").failed(2);
    assertThat(json.error().get("code").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(json.error().get("exit_code").asInt()).isEqualTo(2);
  }

  @Test
  void command_withoutAServer_tellsHowToStartOne() {
    Path socket = folder.resolve("holdfast.sock");
    Run run = terminal.with("HOLDFAST_DATA", folder.toString()).run("entry", "list").failed(4);
    assertThat(run.err())
        .isEqualTo(
            "holdfast: no server answers at unix:%s (there is no such socket); start one with"
                    .formatted(socket)
                + " 'holdfast serve --data %s', or name another with --server or HOLDFAST_SERVER\n"
                    .formatted(folder));
    Run tcp = terminal.run("entry", "list", "--server", "127.0.0.1:1", "-o", "json").failed(4);
    assertThat(tcp.error().get("code").asText()).isEqualTo("UNAVAILABLE");
    assertThat(tcp.error().get("message").asText()).contains("--listen 127.0.0.1:1");
  }

  @Test
  void command_toAServerBeyondThisMachine_needsTls() {
    assertThat(terminal.run("status", "--server", "nowhere").failed(1).err())
        .contains("unix:/path or dns:///host:port");
    assertThat(terminal.run("status", "--tls-ca", "ca.pem").failed(2).err())
        .contains("both --tls-cert and --tls-key");
  }

  @Test
  void output_thatNobodyReads_endsQuietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    int status = Main.run(terminalContext(closed, err), "store", "info", "--store", "memory:");
    assertThat(status).isEqualTo(141);
    assertThat(err.toString(UTF_8)).isEmpty();
  }
}
