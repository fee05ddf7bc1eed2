package dev.holdfast.server;

import dev.holdfast.server.cli.Defaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a server on a fresh SQLite file, and a terminal whose commands reach it. */
public final class ServedFolder implements BeforeEachCallback, AfterEachCallback {

  private @Nullable Path folder;
  private @Nullable RunningServer server;
  private Terminal terminal = new Terminal();

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Path fresh = Files.createTempDirectory("holdfast-test-");
    folder = fresh;
    terminal = new Terminal().with(Defaults.DATA_VARIABLE, fresh.toString());
    server = RunningServer.start(terminal, Defaults.socket(fresh), "serve");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (server != null) {
      server.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Returns the data folder. */
  public Path folder() {
    if (folder == null) {
      throw new IllegalStateException("there is a folder during tests only");
    }
    return folder;
  }

  /** Returns the terminal. */
  public Terminal terminal() {
    return terminal;
  }

  /** Runs a command. */
  public Terminal.Run run(String... args) {
    return terminal.run(args);
  }

  /** Writes a file into the folder, and returns its name. */
  public String file(String name, String content) {
    try {
      return Files.writeString(folder().resolve(name), content).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
