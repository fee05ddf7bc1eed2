package dev.holdfast.conformance.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite in one file, started where there is nothing else. */
final class SuiteJarIT {

  @TempDir private Path folder;

  @Test
  void jar_byItself_runsACase() throws IOException, InterruptedException {
    Path jar = Files.copy(packaged(), folder.resolve("suite.jar"));

    String output = run(jar, "--store", "memory:", "--case", "10,94", "--seed", "7");

    assertThat(output)
        .contains("Holdfast conformance suite " + version(packaged()))
        .contains("put_thenGet", "passed: 2", "failed: 0", "(exit 0)");
  }

  @Test
  void jar_onAPluginThatWritesOnItsErrorOutput_showsIt() throws IOException, InterruptedException {
    Path script = folder.resolve("talkative");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo 'a line of text' >&2
        echo '{"@level":"warn","@message":"a line of hclog","n":1}' >&2
        exit 3
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();

    String output = run(packaged().toAbsolutePath(), "--launch", script.toString());

    assertThat(output)
        .contains("INFO  talkative - a line of text")
        .contains("WARN  talkative - a line of hclog n=1")
        .contains("the suite could not be run: ", "it ended with status 3", "(exit 2)");
  }

  private String run(Path jar, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the suite ends").isTrue();
      return Files.readString(output, UTF_8) + "(exit " + process.exitValue() + ")";
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path packaged() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> jars =
          files
              .filter(file -> file.getFileName().toString().endsWith("-all.jar"))
              .sorted()
              .toList();
      assertThat(jars).as("the jar that was packaged just now").hasSize(1);
      return jars.get(0);
    }
  }

  private static String version(Path jar) {
    String name = jar.getFileName().toString();
    return name.substring("conformance-tests-".length(), name.length() - "-all.jar".length());
  }
}
