package dev.holdfast.conformance.program;

import dev.holdfast.conformance.history.ReplayMain;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** Starts the suite from its jar: {@code replay} of histories, and else the suite itself. */
public final class ConformanceMain {

  // Held, since the JDK forgets the level of a logger that nobody holds.
  private static final Logger CHANNELS = Logger.getLogger("io.netty.bootstrap");

  private ConformanceMain() {}

  /**
   * Runs the suite and exits.
   *
   * @param arguments {@code replay} and files, or the options of {@link ConformanceCommand}
   */
  public static void main(String[] arguments) {
    // Alone, the suite has no logger but the JDK's. That a Unix socket has no keep-alive, as gRPC's
    // transport says of each channel, is not to stand between the cases.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    CHANNELS.setLevel(Level.SEVERE);
    if (arguments.length > 0 && arguments[0].equals("replay")) {
      ReplayMain.main(arguments);
      return;
    }
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line, by itself. */
  static CommandLine commandLine() {
    return new CommandLine(new ConformanceCommand());
  }
}
