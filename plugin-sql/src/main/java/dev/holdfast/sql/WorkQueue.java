package dev.holdfast.sql;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Refusals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What waits for the writer, in the order in which it came. Thread-safe. */
final class WorkQueue {

  /** Few enough that no answer waits long for the rest of its group, which gains little by more. */
  private static final int GROUP = 256;

  private static final long GROUP_BYTES = 4 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<Work> waiting = new ArrayDeque<>();
  private final int capacity;
  private boolean closed;

  WorkQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Adds work, or fails it. */
  void add(Work work) {
    StoreException refusal;
    lock.lock();
    try {
      if (!closed && waiting.size() < capacity) {
        waiting.add(work);
        arrived.signal();
        return;
      }
      refusal =
          closed
              ? Refusals.closed()
              : new StoreException(
                  ErrorReason.NOT_APPLIED, capacity + " writes wait already; try again later");
    } finally {
      lock.unlock();
    }
    work.fail(refusal);
  }

  /** Takes the work of a group, waiting for some; none after the time, or when closed. */
  List<Work> take(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (waiting.isEmpty() && !closed && left > 0) {
        left = arrived.awaitNanos(left);
      }
      List<Work> group = new ArrayList<>();
      long bytes = 0;
      while (!waiting.isEmpty() && group.size() < GROUP && bytes < GROUP_BYTES) {
        Work work = waiting.remove();
        if (!work.isDropped()) {
          group.add(work);
          bytes += work.size();
        }
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more work, and fails what waits. */
  void close() {
    List<Work> refused;
    lock.lock();
    try {
      closed = true;
      refused = new ArrayList<>(waiting);
      waiting.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    refused.forEach(work -> work.fail(Refusals.closed()));
  }
}
