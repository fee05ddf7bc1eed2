package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.proto.datastore.v1.Change;
import dev.holdfast.proto.datastore.v1.WatchChangesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries a stream of changes to a caller, message by message as there is room on the way: a caller
 * that does not read keeps nothing here but its place.
 */
final class ServedWatch implements Runnable {

  /** How long there may be nothing to tell before a watch tells its position. */
  private static final Duration SILENCE = Duration.ofMillis(500);

  private final ChangeStream stream;
  private final ServerCallStreamObserver<WatchChangesResponse> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  ServedWatch(ChangeStream stream, ServerCallStreamObserver<WatchChangesResponse> observer) {
    this.stream = stream;
    this.observer = observer;
    observer.setOnReadyHandler(this::signal);
    observer.setOnCancelHandler(
        () -> {
          stream.close();
          signal();
        });
  }

  private void signal() {
    lock.lock();
    try {
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try (stream) {
      Floor told = stream.position();
      write(WatchChangesResponse.newBuilder().setFloor(Wire.floor(told)).build());
      while (!observer.isCancelled()) {
        Optional<ChangeSet> next = stream.next(SILENCE);
        if (next.isPresent()) {
          write(next.get());
          told = stream.position();
        } else if (!stream.position().equals(told)) {
          told = stream.position();
          write(WatchChangesResponse.newBuilder().setFloor(Wire.floor(told)).build());
        }
      }
    } catch (InterruptedException e) {
      end(closing(e));
    } catch (RuntimeException e) {
      end(Thread.currentThread().isInterrupted() ? closing(e) : e);
    }
  }

  private static DataStoreException closing(Exception cause) {
    return new DataStoreException(Reason.CLOSED, "the server is shutting down", cause);
  }

  private void end(RuntimeException failure) {
    if (!observer.isCancelled()) {
      observer.onError(Served.status(failure));
    }
  }

  private void write(ChangeSet set) throws InterruptedException {
    List<Change> changes = set.changes().stream().map(ChangeMessages::encode).toList();
    for (Iterator<List<Change>> chunks = Chunks.cut(changes).iterator(); chunks.hasNext(); ) {
      write(
          WatchChangesResponse.newBuilder()
              .setFloor(Wire.floor(set.floor()))
              .addAllChanges(chunks.next())
              .setContinued(chunks.hasNext())
              .build());
    }
  }

  private void write(WatchChangesResponse message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!observer.isReady() && !observer.isCancelled()) {
        moved.await();
      }
    } finally {
      lock.unlock();
    }
    if (!observer.isCancelled()) {
      observer.onNext(message);
    }
  }
}
