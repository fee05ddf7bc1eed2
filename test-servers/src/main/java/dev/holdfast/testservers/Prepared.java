package dev.holdfast.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The data of servers as it is before their first start: made once for each kind, which takes
 * seconds, and copied for each server. Thread-safe.
 */
final class Prepared {

  private static final Map<ServerKind, Path> MADE = new EnumMap<>(ServerKind.class);

  private Prepared() {}

  /** Copies what a server of a kind begins with into an empty folder. */
  static void copyTo(ServerKind kind, Path folder) throws IOException {
    Programs.run(
        folder.resolve("copy.log"), List.of("cp", "-a", made(kind) + "/.", folder.toString()));
  }

  private static synchronized Path made(ServerKind kind) throws IOException {
    Path made = MADE.get(kind);
    if (made == null) {
      made = Folders.newData(kind.scheme() + "-prepared");
      removeAtExit(made);
      kind.prepare(made);
      MADE.put(kind, made);
    }
    return made;
  }

  private static void removeAtExit(Path folder) {
    Thread removal =
        new Thread(
            () -> {
              try {
                Folders.delete(folder);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "removal");
    Runtime.getRuntime().addShutdownHook(removal);
  }
}
