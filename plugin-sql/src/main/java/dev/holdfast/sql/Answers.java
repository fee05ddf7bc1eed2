package dev.holdfast.sql;

import dev.holdfast.store.engine.Threads;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Tells callers what became of their work, in order, beside the thread that goes on committing. */
final class Answers implements AutoCloseable {

  private final ExecutorService thread;

  Answers(String name) {
    this.thread = Executors.newSingleThreadExecutor(Threads.named(name));
  }

  /**
   * Tells callers; a lone one at once, since handing its answer over takes longer than what callers
   * may do with one, who must not block.
   */
  void tell(List<Runnable> answers) {
    if (answers.size() == 1) {
      answers.get(0).run();
    } else {
      thread.execute(() -> answers.forEach(Runnable::run));
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    Closing.await(thread);
  }
}
