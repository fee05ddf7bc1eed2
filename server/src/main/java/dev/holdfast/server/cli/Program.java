package dev.holdfast.server.cli;

/** The program, for commands that run others. */
@FunctionalInterface
public interface Program {

  /**
   * Runs a command.
   *
   * @param context what surrounds it
   * @param args its arguments
   * @return the exit status
   */
  int run(Context context, String... args);
}
