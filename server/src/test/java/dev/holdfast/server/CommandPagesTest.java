package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Terminal.Run;
import dev.holdfast.server.cli.Connector;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Converters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The pages that show commands: every command is there, and every command that is shown works. */
final class CommandPagesTest {

  private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
  private static final Pattern SHELL = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @RegisterExtension final ServedFolder server = new ServedFolder();

  private static CommandLine program(String... args) {
    Context context =
        new Context(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new java.io.PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            Map.of(),
            Connector.overTheNetwork());
    CommandLine commandLine = Commands.commandLine(context, args);
    Converters.register(commandLine);
    return commandLine;
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        new HashSet<>(command.getSubcommands().values()).stream().flatMap(CommandPagesTest::all));
  }

  @Test
  void commandsPage_hasEveryCommandAndEveryOption() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reference/cli.md"));
    List<String> missing = new ArrayList<>();
    all(program())
        .forEach(
            command -> {
              String name = command.getCommandName();
              if (!page.contains(name)) {
                missing.add(name);
              }
              for (OptionSpec option : command.getCommandSpec().options()) {
                String plain = option.longestName();
                String either = plain.replaceFirst("^--(no-)?", "--[no-]");
                if (!page.contains(plain) && !page.contains(either)) {
                  missing.add(name + " " + plain);
                }
              }
            });
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/reference/cli.md", "docs/guide/operating.md"})
  void commandsShown_work(String page) throws IOException {
    Matcher blocks = SHELL.matcher(Files.readString(ROOT.resolve(page)));
    int number = 0;
    while (blocks.find()) {
      for (String line : blocks.group(1).lines().toList()) {
        if (line.startsWith("./holdfast ")) {
          number++;
          check(words(line.substring("./holdfast ".length())));
        }
      }
    }
    assertThat(number).isPositive();
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }

  private void check(List<String> words) throws IOException {
    int redirected = words.indexOf(">");
    String[] args =
        words.subList(0, redirected < 0 ? words.size() : redirected).stream()
            .map(this::here)
            .toArray(String[]::new);
    if (lasts(words)) {
      program(args).parseArgs(args);
      return;
    }
    Run run = server.run(args);
    assertThat(run.status()).as(run.toString()).isZero();
    if (redirected >= 0) {
      Files.writeString(server.folder().resolve(words.get(redirected + 1)), run.out());
    }
  }

  /**
   * Returns whether a command goes on until it is stopped, or speaks to a server elsewhere or to a
   * store that no server has open.
   */
  private static boolean lasts(List<String> words) {
    return words.contains("serve")
        || words.contains("dump")
        || words.contains("load")
        || words.contains("quickstart")
        || words.contains("--server")
        || (words.contains("watch") && !words.contains("--limit"));
  }

  /** Returns a word with the files that it names where this test has them. */
  private String here(String word) {
    if (Files.exists(server.folder().resolve(word)) && !word.isEmpty()) {
      return server.folder().resolve(word).toString();
    }
    return word.replace("examples/", ROOT + "/examples/")
        .replaceFirst("^(sqlite:)?/tmp/", "$1" + server.folder() + "/");
  }
}
