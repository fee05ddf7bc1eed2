package dev.holdfast.datastore.grpc;

import io.grpc.Context;
import io.grpc.Context.CancellationListener;

/**
 * Interrupts the thread that answers a call when the caller gives up or its time runs out, so that
 * nothing waits for nobody.
 */
final class Interruption implements CancellationListener, AutoCloseable {

  private final Context context = Context.current();
  private final Thread thread = Thread.currentThread();
  private boolean over;

  private Interruption() {}

  /** Watches over the call that the current thread answers, until closed by it. */
  static Interruption whenCancelled() {
    Interruption interruption = new Interruption();
    interruption.context.addListener(interruption, Runnable::run);
    return interruption;
  }

  @Override
  public synchronized void cancelled(Context cancelled) {
    if (!over) {
      thread.interrupt();
    }
  }

  @Override
  public void close() {
    context.removeListener(this);
    synchronized (this) {
      over = true;
    }
    // The thread goes on to other calls.
    var unused = Thread.interrupted();
  }
}
