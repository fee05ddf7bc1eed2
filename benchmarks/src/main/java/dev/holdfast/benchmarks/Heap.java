package dev.holdfast.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMException;
import javax.management.ObjectName;

/** The heap of this process. */
final class Heap {

  private static final int COLLECTIONS = 3;

  private Heap() {}

  /** Returns how many bytes are in use after a collection. */
  static long live() {
    for (int i = 1; i < COLLECTIONS; i++) {
      System.gc();
      FleetWorld.pause(50);
    }
    return afterOne();
  }

  private static long afterOne() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Returns how many objects of which classes there are, the largest first. */
  static String histogram() throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
  }

  /** Collects over and over until it is closed, and notes the most that was in use after one. */
  static final class Peak implements AutoCloseable {

    private static final long PAUSE_MILLIS = 20;

    private final AtomicLong most = new AtomicLong();
    private final Thread thread = new Thread(this::run, "peak");
    private volatile boolean stopped;

    Peak() {
      thread.start();
    }

    private void run() {
      while (!stopped) {
        most.accumulateAndGet(afterOne(), Math::max);
        FleetWorld.pause(PAUSE_MILLIS);
      }
    }

    /** Returns the most bytes that were in use. */
    long end() throws InterruptedException {
      close();
      thread.join();
      return most.get();
    }

    @Override
    public void close() {
      stopped = true;
    }
  }
}
