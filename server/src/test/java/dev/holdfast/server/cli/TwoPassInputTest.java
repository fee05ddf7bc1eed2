package dev.holdfast.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.failure.CommandException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TwoPassInputTest {

  private static final int BLOCK = BlockInput.BLOCK_BYTES;

  @TempDir private Path folder;
  private final ByteArrayOutputStream first = new ByteArrayOutputStream();
  private final ByteArrayOutputStream second = new ByteArrayOutputStream();

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Context fedWith(byte[] input) {
    return new Context(
        new ByteArrayInputStream(input),
        OutputStream.nullOutputStream(),
        new PrintStream(OutputStream.nullOutputStream()),
        Map.of(),
        Connector.overTheNetwork());
  }

  private static void copy(InputStream content, ByteArrayOutputStream into) {
    try {
      content.transferTo(into);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> copies() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      Set<String> names = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("holdfast-") && name.endsWith(".input"))
          .forEach(names::add);
      return names;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 9 * BLOCK})
  void read_ofAFile_tellsTheSameAgain(int length) throws IOException {
    byte[] content = bytes(length);
    Path path = Files.write(folder.resolve("file"), content);
    try (TwoPassInput input = InputFile.twice(path.toString(), fedWith(new byte[0]))) {
      input.check((name, in) -> copy(in, first));
      input.read((name, in) -> copy(in, second));
    }
    assertThat(first.toByteArray()).isEqualTo(content);
    assertThat(second.toByteArray()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, BLOCK, 9 * BLOCK})
  void read_ofTheStandardInput_tellsTheSameAgain(int length) throws IOException {
    byte[] content = bytes(length);
    Set<String> before = copies();
    try (TwoPassInput input = InputFile.twice("-", fedWith(content))) {
      input.check((name, in) -> copy(in, first));
      assertThat(copies()).as("no name is left to read it by").isEqualTo(before);
      input.read((name, in) -> copy(in, second));
    }
    assertThat(first.toByteArray()).isEqualTo(content);
    assertThat(second.toByteArray()).isEqualTo(content);
    assertThat(copies()).isEqualTo(before);
  }

  private void requireRefused(UnaryOperator<byte[]> change, int readBefore) throws IOException {
    byte[] content = bytes(3 * BLOCK);
    Path path = Files.write(folder.resolve("file"), content);
    try (TwoPassInput input = InputFile.twice(path.toString(), fedWith(new byte[0]))) {
      input.check((name, in) -> copy(in, first));
      Files.write(path, change.apply(content.clone()));
      assertThatThrownBy(() -> input.read((name, in) -> copy(in, second)))
          .isInstanceOf(CommandException.class)
          .hasMessageStartingWith(path + " has changed since it was checked");
    }
    assertThat(second.size()).as("what was handed out before").isEqualTo(readBefore);
  }

  @Test
  void read_ofAFileThatHasChanged_isRefusedThere() throws IOException {
    requireRefused(
        content -> {
          content[BLOCK + 5]++;
          return content;
        },
        BLOCK);
  }

  @Test
  void read_ofAFileThatHasGrown_isRefusedThere() throws IOException {
    requireRefused(content -> Arrays.copyOf(content, 3 * BLOCK + 1), 3 * BLOCK);
  }

  @Test
  void read_ofAFileThatHasShrunk_isRefusedThere() throws IOException {
    requireRefused(content -> Arrays.copyOf(content, 2 * BLOCK), 2 * BLOCK);
  }

  @Test
  void read_ofAFileThatWasReplaced_tellsWhatWasChecked() throws IOException {
    byte[] content = bytes(2 * BLOCK);
    Path path = Files.write(folder.resolve("file"), content);
    try (TwoPassInput input = InputFile.twice(path.toString(), fedWith(new byte[0]))) {
      input.check((name, in) -> copy(in, first));
      Files.delete(path);
      Files.write(path, bytes(5));
      input.read((name, in) -> copy(in, second));
    }
    assertThat(second.toByteArray()).isEqualTo(content);
  }
}
