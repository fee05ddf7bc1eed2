package dev.holdfast.conformance.program;

import dev.holdfast.conformance.history.ReplayMain;
import picocli.CommandLine;

/** Starts the suite from its jar: {@code replay} of histories, and else the suite itself. */
public final class ConformanceMain {

  private static final String LOG_CONFIGURATION = "logback.configurationFile";

  private ConformanceMain() {}

  /**
   * Runs the suite and exits.
   *
   * @param arguments {@code replay} and files, or the options of {@link ConformanceCommand}
   */
  public static void main(String[] arguments) {
    // By a name of its own, since the suite is a library too, whose users configure the log.
    if (System.getProperty(LOG_CONFIGURATION) == null) {
      System.setProperty(LOG_CONFIGURATION, "dev/holdfast/conformance/program/log.xml");
    }
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
