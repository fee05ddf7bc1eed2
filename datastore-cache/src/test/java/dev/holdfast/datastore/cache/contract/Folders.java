package dev.holdfast.datastore.cache.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Folders that are gone when a test is over. */
public final class Folders {

  private Folders() {}

  /** Returns an empty folder with a short path. */
  public static Path temporary(Consumer<AutoCloseable> closeLater) {
    try {
      Path folder = Files.createTempDirectory("holdfast");
      closeLater.accept(() -> delete(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
