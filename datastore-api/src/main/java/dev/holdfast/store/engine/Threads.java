package dev.holdfast.store.engine;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a store. */
public final class Threads {

  private Threads() {}

  /**
   * Returns a factory of daemon threads.
   *
   * @param name their name; from the second on a number is added
   */
  public static ThreadFactory named(String name) {
    AtomicInteger made = new AtomicInteger();
    return work -> {
      int number = made.incrementAndGet();
      Thread thread = new Thread(work, number == 1 ? name : name + "-" + number);
      thread.setDaemon(true);
      return thread;
    };
  }
}
