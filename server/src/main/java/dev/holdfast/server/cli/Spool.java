package dev.holdfast.server.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Bytes that can be read any number of times: few in memory, and many in a file that only its owner
 * can read and that is gone when the process is.
 */
final class Spool implements AutoCloseable {

  private static final int MOST_IN_MEMORY = 1 << 20;

  private ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private Optional<FileChannel> file;

  private Spool(Optional<FileChannel> file) {
    this.file = file;
  }

  /** Returns a spool that holds nothing. */
  static Spool empty() {
    return new Spool(Optional.empty());
  }

  /** Returns the spool of a file that is there. */
  static Spool of(FileChannel file) {
    return new Spool(Optional.of(file));
  }

  /**
   * Adds bytes.
   *
   * @param bytes begin with those that are added
   * @param length how many they are
   * @throws IOException if there is no room for them
   */
  void write(byte[] bytes, int length) throws IOException {
    if (file.isEmpty() && memory.size() + length <= MOST_IN_MEMORY) {
      memory.write(bytes, 0, length);
      return;
    }
    if (file.isEmpty()) {
      file = Optional.of(temporary());
      write(file.get(), memory.toByteArray(), memory.size());
      memory = new ByteArrayOutputStream();
    }
    write(file.get(), bytes, length);
  }

  private static FileChannel temporary() throws IOException {
    Path path = Files.createTempFile("holdfast-", ".input");
    try {
      // On most systems the name is gone at once.
      return FileChannel.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.delete(path);
      throw e;
    }
  }

  private static void write(FileChannel to, byte[] bytes, int length) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, 0, length);
    while (left.hasRemaining()) {
      int unused = to.write(left);
    }
  }

  /** Returns all bytes, from the first on. */
  InputStream read() throws IOException {
    return file.isPresent()
        ? Channels.newInputStream(file.get().position(0))
        : new ByteArrayInputStream(memory.toByteArray());
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
