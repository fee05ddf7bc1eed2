package dev.holdfast.server.entry;

import dev.holdfast.server.output.Texts;
import java.io.PrintStream;

/** Tells people how far a long command is, once a second at most. */
final class Progress {

  private static final long PAUSE_NANOS = 1_000_000_000;

  private final PrintStream err;
  private final int total;
  private long last = System.nanoTime();

  Progress(PrintStream err, int total) {
    this.err = err;
    this.total = total;
  }

  void done(int number) {
    long now = System.nanoTime();
    if (number == total || now - last >= PAUSE_NANOS) {
      last = now;
      err.println(Texts.number(number) + " of " + Texts.number(total) + " done");
    }
  }
}
