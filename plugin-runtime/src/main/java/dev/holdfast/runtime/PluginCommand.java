package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a plugin is launched.
 *
 * @param words the program and its arguments
 * @param environment variables for the plugin besides those of this process
 * @param sha256 the checksum that the program must have, in hexadecimal
 * @param startTimeout longest wait for the plugin's line
 */
public record PluginCommand(
    List<String> words,
    Map<String, String> environment,
    Optional<String> sha256,
    Duration startTimeout) {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** Copies the words and the variables. */
  public PluginCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    if (words.isEmpty()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "no plugin is named; an example is plugin:/path/to/program");
    }
  }

  /**
   * Returns the plain command: no checksum, and 30 s to start.
   *
   * @param words the program and its arguments
   */
  public static PluginCommand of(List<String> words) {
    return new PluginCommand(words, Map.of(), Optional.empty(), START_TIMEOUT);
  }

  /**
   * Returns the same command with a variable.
   *
   * @param name the variable's name
   * @param value its value
   */
  public PluginCommand with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new PluginCommand(words, more, sha256, startTimeout);
  }

  /** Returns the program, for people. */
  String program() {
    return words.get(0);
  }

  /** Refuses a program that is not the one that was meant. */
  void requireChecksum() {
    if (sha256.isEmpty()) {
      return;
    }
    String expected = sha256.get().toLowerCase(Locale.ROOT);
    String found = checksum(Path.of(program()));
    if (!found.equals(expected)) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the plugin "
              + program()
              + " was not started: its SHA-256 is "
              + found
              + ", and "
              + expected
              + " is configured");
    }
  }

  private static String checksum(Path program) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(program), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "the plugin " + program + " cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
