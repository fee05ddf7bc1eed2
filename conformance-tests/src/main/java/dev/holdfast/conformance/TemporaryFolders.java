package dev.holdfast.conformance;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** New and empty folders, one for each store; closing removes them all. */
final class TemporaryFolders implements AutoCloseable {

  /** What stands for a folder in commands, options and URLs. */
  static final String PLACEHOLDER = "{dir}";

  private final Path root;
  private final AtomicInteger made = new AtomicInteger();

  TemporaryFolders() {
    try {
      root = Files.createTempDirectory("holdfast-conformance");
    } catch (IOException e) {
      throw new StoreException(ErrorReason.NOT_APPLIED, "there is no folder for stores: " + e, e);
    }
  }

  /** Returns a new folder. */
  String next() {
    try {
      return Files.createDirectories(root.resolve("store-" + made.incrementAndGet())).toString();
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.NOT_APPLIED, "there is no folder for a new store: " + e, e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Folders among the temporary files are left behind.
    }
  }
}
