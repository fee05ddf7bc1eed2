package dev.holdfast.server.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds a run of the program.
 *
 * @param in where documents named {@code -} are read from
 * @param out where answers go
 * @param err where everything goes that is said to people
 * @param environment the environment variables
 * @param connector reaches servers
 */
public record Context(
    InputStream in,
    OutputStream out,
    PrintStream err,
    Map<String, String> environment,
    Connector connector) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Returns what surrounds this process. */
  public static Context ofProcess() {
    return new Context(
        System.in,
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
        System.err,
        System.getenv(),
        Connector.overTheNetwork());
  }

  /**
   * Returns an environment variable that is set and not empty.
   *
   * @param name its name
   */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
