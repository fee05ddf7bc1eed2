package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The lines of a text that is not trusted: of a line that is longer than the bound, what is beyond
 * it is dropped as it arrives and never held.
 *
 * <p>Not thread-safe.
 */
final class BoundedLines implements AutoCloseable {

  private static final int END = -1;

  private final Reader text;
  private final int longest;

  /**
   * Reads UTF-8; what is not UTF-8 is replaced.
   *
   * @param longest most characters of a line, from 1
   */
  BoundedLines(InputStream text, int longest) {
    this.text = new BufferedReader(new InputStreamReader(text, UTF_8));
    this.longest = longest;
  }

  /** Returns the next line without its end, with "…" for what was dropped; empty at the end. */
  Optional<String> next() throws IOException {
    StringBuilder line = new StringBuilder();
    boolean whole = true;
    int read;
    for (read = text.read(); read != END && read != '\n'; read = text.read()) {
      if (line.length() < longest) {
        line.append((char) read);
      } else {
        whole = false;
      }
    }
    if (read == END && line.isEmpty()) {
      return Optional.empty();
    }
    if (!whole) {
      return Optional.of(line.append('…').toString());
    }
    int last = line.length() - 1;
    if (last >= 0 && line.charAt(last) == '\r') {
      line.setLength(last);
    }
    return Optional.of(line.toString());
  }

  /** Hands on every line that is still to come. */
  void forEach(Consumer<String> told) throws IOException {
    for (Optional<String> line = next(); line.isPresent(); line = next()) {
      told.accept(line.get());
    }
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
