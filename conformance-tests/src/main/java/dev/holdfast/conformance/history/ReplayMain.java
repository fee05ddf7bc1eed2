package dev.holdfast.conformance.history;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Replays saved histories through the checker: {@code replay history.json …}. */
public final class ReplayMain {

  private static final String USAGE = "usage: replay <history.json> ...";

  private ReplayMain() {}

  /**
   * Prints what is wrong with each history, and exits with 1 if anything is, and with 2 where the
   * arguments are not understood or a file cannot be read.
   *
   * @param arguments {@code replay} and files
   */
  public static void main(String[] arguments) {
    if (arguments.length < 2 || !arguments[0].equals("replay")) {
      System.err.println(USAGE);
      System.exit(2);
    }
    boolean clean = true;
    try {
      for (String file : List.of(arguments).subList(1, arguments.length)) {
        clean &= replay(Path.of(file), System.out).isEmpty();
      }
    } catch (IOException e) {
      System.err.println("no history can be read: " + e.getMessage());
      System.exit(2);
    }
    System.exit(clean ? 0 : 1);
  }

  /**
   * Prints what a saved history holds and what is wrong with it, and returns the latter.
   *
   * @param file the history
   * @param out where to print
   * @throws IOException if the file cannot be read
   */
  public static List<Violation> replay(Path file, PrintStream out) throws IOException {
    History history = HistoryJson.read(file);
    List<Violation> violations = ReplayChecker.check(history);
    out.println(
        file
            + ": "
            + history.calls().size()
            + " calls, "
            + history.streams().size()
            + " watches, "
            + (violations.isEmpty() ? "no violation" : violations.size() + " violations"));
    violations.forEach(violation -> out.println("  " + violation));
    return violations;
  }
}
