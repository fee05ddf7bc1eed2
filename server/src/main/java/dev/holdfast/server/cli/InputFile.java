package dev.holdfast.server.cli;

import dev.holdfast.server.failure.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.BiFunction;

/** Opens the files that commands read, {@code -} being what the program is fed. */
public final class InputFile {

  private static final String STANDARD_INPUT = "-";
  private static final String STANDARD_INPUT_NAME = "standard input";

  private InputFile() {}

  /**
   * Reads a file with a reader of documents.
   *
   * @param name the file's name, or {@code -}
   * @param context tells what the program is fed
   * @param reader is given the name, for people, and the content
   * @param <T> what the document says
   */
  public static <T> T read(
      String name, Context context, BiFunction<String, InputStream, T> reader) {
    if (name.equals(STANDARD_INPUT)) {
      return read(STANDARD_INPUT_NAME, context.in(), reader);
    }
    try (InputStream content = open(name)) {
      return read(name, content, reader);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * Opens a file that is read twice.
   *
   * @param name the file's name, or {@code -}
   * @param context tells what the program is fed
   */
  public static TwoPassInput twice(String name, Context context) {
    if (name.equals(STANDARD_INPUT)) {
      return TwoPassInput.lent(STANDARD_INPUT_NAME, context.in());
    }
    try {
      Path path = path(name);
      // Of a pipe, such as <(…), there is no second look either.
      return Files.isRegularFile(path)
          ? TwoPassInput.of(name, FileChannel.open(path, StandardOpenOption.READ))
          : TwoPassInput.copying(name, Files.newInputStream(path));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  static <T> T read(String name, InputStream content, BiFunction<String, InputStream, T> reader) {
    try {
      return reader.apply(name, content);
    } catch (UncheckedIOException e) {
      throw unreadable(name, Objects.requireNonNull(e.getCause()));
    }
  }

  private static InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  private static Path path(String name) {
    try {
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw CommandException.failed(
            "cannot read " + name + ": it is a folder; name a file", new IOException(name));
      }
      return path;
    } catch (InvalidPathException e) {
      throw CommandException.failed("'" + name + "' is no path: " + e.getReason(), e);
    }
  }

  private static CommandException unreadable(String name, IOException e) {
    String problem =
        e instanceof NoSuchFileException
            ? "there is no such file"
            : e instanceof AccessDeniedException ? "you may not read it" : e.toString();
    return CommandException.failed("cannot read " + name + ": " + problem, e);
  }
}
