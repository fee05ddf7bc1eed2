package dev.holdfast.server.output;

import java.io.PrintStream;

/** Tells people how far something is of which nobody knows the end, once a second at most. */
public final class Ticker {

  private static final long PAUSE_NANOS = 1_000_000_000;

  private final PrintStream err;
  private final String done;
  private long last = System.nanoTime();

  /**
   * Makes a ticker.
   *
   * @param err where people are told
   * @param done what has been done with so many, such as {@code pruned}
   */
  public Ticker(PrintStream err, String done) {
    this.err = err;
    this.done = done;
  }

  /**
   * Notes how far it is.
   *
   * @param number how many are done
   */
  public void at(long number) {
    long now = System.nanoTime();
    if (now - last >= PAUSE_NANOS) {
      last = now;
      err.println(Texts.number(number) + " " + done + " so far");
    }
  }
}
