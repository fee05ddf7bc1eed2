package dev.holdfast.conformance.history;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Replays saved histories through the checker: {@code ReplayMain history.json …}. */
public final class ReplayMain {

  private ReplayMain() {}

  /**
   * Prints what is wrong with each history, and exits with 1 if anything is.
   *
   * @param files the files
   * @throws IOException if one cannot be read
   */
  public static void main(String[] files) throws IOException {
    boolean clean = true;
    for (String file : files) {
      History history = HistoryJson.read(Path.of(file));
      List<Violation> violations = ReplayChecker.check(history);
      System.out.println(
          file
              + ": "
              + history.calls().size()
              + " calls, "
              + history.streams().size()
              + " watches, "
              + (violations.isEmpty() ? "no violation" : violations.size() + " violations"));
      violations.forEach(violation -> System.out.println("  " + violation));
      clean &= violations.isEmpty();
    }
    if (!clean) {
      System.exit(1);
    }
  }
}
