package dev.holdfast.server.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that is there once it is whole, and is its owner's alone. */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Writes what a file holds.
   *
   * @param <T> what there is to tell of it
   */
  @FunctionalInterface
  public interface Content<T> {

    /**
     * Writes it.
     *
     * @param out where to; stays open
     * @throws IOException if it cannot be written
     */
    T write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, in place of one that was there.
   *
   * @param target the file
   * @param content what it holds
   * @param <T> what there is to tell of it
   * @throws IOException if it cannot be written; what was there is there still
   */
  public static <T> T write(Path target, Content<T> content) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.deleteIfExists(part);
    try {
      T told;
      try (OutputStream out = create(part)) {
        told = content.write(out);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return told;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static OutputStream create(Path path) throws IOException {
    return Channels.newOutputStream(
        Files.newByteChannel(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }
}
