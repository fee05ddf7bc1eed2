package dev.holdfast.server.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server holds open until the process is told to stop.
 *
 * <p>SIGTERM and SIGINT close it, last opened first, and the process ends with status 0.
 * Thread-safe.
 */
public final class Lifetime implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread onSignal = new Thread(this::stopProcess, "holdfast-stop");
  private boolean closing;

  private Lifetime() {}

  /** Begins a lifetime that ends with a signal, or by {@link #close}. */
  public static Lifetime begin() {
    Lifetime lifetime = new Lifetime();
    Runtime.getRuntime().addShutdownHook(lifetime.onSignal);
    return lifetime;
  }

  /**
   * Closes something when the lifetime ends; at once if it has ended.
   *
   * @param resource what is closed
   * @param <T> the kind of resource
   * @return the resource
   */
  public <T extends AutoCloseable> T hold(T resource) {
    synchronized (open) {
      if (!closing) {
        open.push(resource);
        return resource;
      }
    }
    close(resource);
    return resource;
  }

  /** Returns whether the lifetime is ending. */
  public boolean isEnding() {
    synchronized (open) {
      return closing;
    }
  }

  /** Waits until the lifetime has ended. */
  public void await() throws InterruptedException {
    closed.await();
  }

  private void stopProcess() {
    LOG.info("stopping");
    closeAll();
    LOG.info("stopped");
    // A process that was asked to stop, and did, has not failed.
    Runtime.getRuntime().halt(0);
  }

  /** Ends the lifetime: closes everything, last opened first. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending: the hook closes everything, and this thread goes with the process.
      return;
    }
    closeAll();
  }

  private void closeAll() {
    while (true) {
      AutoCloseable next;
      synchronized (open) {
        closing = true;
        if (open.isEmpty()) {
          break;
        }
        next = open.pop();
      }
      close(next);
    }
    closed.countDown();
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.warn("could not close {}", resource, e);
    }
  }
}
