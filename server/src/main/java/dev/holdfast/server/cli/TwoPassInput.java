package dev.holdfast.server.cli;

import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/**
 * A file that is read twice: first checked, then used, however large it is.
 *
 * <p>What cannot be read again, such as the standard input, is copied while it is checked. The
 * second time, each block is compared with what was checked before anything of it is handed out, so
 * that nothing is used that was not checked.
 */
public final class TwoPassInput implements AutoCloseable {

  private final String name;
  private final Optional<InputStream> once;
  private final Spool spool;
  private final Closeable opened;
  private final List<Block> checked = new ArrayList<>();

  private TwoPassInput(String name, Optional<InputStream> once, Spool spool, Closeable opened) {
    this.name = name;
    this.once = once;
    this.spool = spool;
    this.opened = opened;
  }

  /** Returns the input from a file that can be read any number of times, and is closed with it. */
  static TwoPassInput of(String name, FileChannel file) {
    return new TwoPassInput(name, Optional.empty(), Spool.of(file), () -> {});
  }

  /** Returns the input from a file that can be read once, and is closed with it. */
  static TwoPassInput copying(String name, InputStream once) {
    return new TwoPassInput(name, Optional.of(once), Spool.empty(), once);
  }

  /** Returns the input from what somebody else has opened, and which can be read once. */
  static TwoPassInput lent(String name, InputStream once) {
    return new TwoPassInput(name, Optional.of(once), Spool.empty(), () -> {});
  }

  /**
   * A block of a file, as it was checked.
   *
   * @param length its length
   * @param sum its checksum
   */
  private record Block(int length, long sum) {

    static Block of(byte[] bytes, int length) {
      CRC32 sum = new CRC32();
      sum.update(bytes, 0, length);
      return new Block(length, sum.getValue());
    }
  }

  /**
   * Reads the file for the first time, to its end.
   *
   * @param reader is given the name, for people, and the content
   */
  public void check(BiConsumer<String, InputStream> reader) {
    read(
        once.orElseGet(this::again),
        (bytes, length) -> {
          checked.add(Block.of(bytes, length));
          if (once.isPresent()) {
            keep(bytes, length);
          }
        },
        reader);
  }

  /**
   * Reads the file again.
   *
   * @param reader is given the name, for people, and the content
   * @throws CommandException if the file is not what it was
   */
  public void read(BiConsumer<String, InputStream> reader) {
    List<Block> left = new ArrayList<>(checked);
    Collections.reverse(left);
    read(
        again(),
        (bytes, length) -> {
          if (left.isEmpty() || !left.remove(left.size() - 1).equals(Block.of(bytes, length))) {
            throw changed();
          }
        },
        reader);
  }

  private void read(
      InputStream content, BlockInput.Taker taker, BiConsumer<String, InputStream> reader) {
    InputFile.read(
        name,
        new BlockInput(content, taker),
        (called, blocks) -> {
          reader.accept(called, blocks);
          return true;
        });
  }

  private CommandException changed() {
    return new CommandException(
        ExitCode.FAILED,
        "FAILED_PRECONDITION",
        name
            + " has changed since it was checked: nothing was done from there on; leave it alone,"
            + " and run the command again");
  }

  private InputStream again() {
    try {
      return spool.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(byte[] bytes, int length) {
    try {
      spool.write(bytes, length);
    } catch (IOException e) {
      throw CommandException.failed(
          "cannot keep a copy of "
              + name
              + " in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e.getMessage()
              + "; make room, or name a file",
          e);
    }
  }

  /** Closes the file, and removes the copy. */
  @Override
  public void close() {
    try (opened) {
      spool.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
