package dev.holdfast.conformance.program;

import dev.holdfast.conformance.history.ReplayMain;
import picocli.CommandLine;

/** Starts the suite from its jar: {@code replay} of histories, and else the suite itself. */
public final class ConformanceMain {

  private ConformanceMain() {}

  /**
   * Runs the suite and exits.
   *
   * @param arguments {@code replay} and files, or the options of {@link ConformanceCommand}
   */
  public static void main(String[] arguments) {
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
