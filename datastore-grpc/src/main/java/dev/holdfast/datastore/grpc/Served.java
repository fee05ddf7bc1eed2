package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls. */
final class Served {

  private static final Logger LOG = LoggerFactory.getLogger(Served.class);

  private Served() {}

  /** Answers a call by one message. */
  static <T> void one(StreamObserver<T> observer, Supplier<T> call) {
    T answer;
    try (Interruption interruption = Interruption.whenCancelled()) {
      answer = call.get();
    } catch (RuntimeException e) {
      observer.onError(status(e));
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  /** Answers a call by many messages, each made when there is room for it on the way. */
  static <T> void many(StreamObserver<T> observer, Supplier<Iterator<T>> call) {
    Iterator<T> messages;
    try (Interruption interruption = Interruption.whenCancelled()) {
      messages = call.get();
    } catch (RuntimeException e) {
      observer.onError(status(e));
      return;
    }
    ServerCallStreamObserver<T> stream = (ServerCallStreamObserver<T>) observer;
    // A handler, also an empty one, keeps a cancelled call from throwing where it is written to.
    stream.setOnCancelHandler(() -> {});
    stream.setOnReadyHandler(new Pump<>(stream, messages));
  }

  /** Returns the status of a failure. */
  static StatusRuntimeException status(RuntimeException failure) {
    if (failure instanceof DataStoreException expected) {
      return Failures.encode(expected);
    }
    LOG.error("a call failed as none should", failure);
    return Failures.encode(
        new DataStoreException(Reason.INTERNAL, "the server failed: " + failure, failure));
  }

  /** Writes messages as long as there is room; called by one thread at a time. */
  private static final class Pump<T> implements Runnable {

    private final ServerCallStreamObserver<T> stream;
    private final Iterator<T> messages;
    private boolean done;

    Pump(ServerCallStreamObserver<T> stream, Iterator<T> messages) {
      this.stream = stream;
      this.messages = messages;
    }

    @Override
    public void run() {
      while (!done && stream.isReady() && !stream.isCancelled()) {
        try {
          if (messages.hasNext()) {
            stream.onNext(messages.next());
          } else {
            done = true;
            stream.onCompleted();
          }
        } catch (RuntimeException e) {
          done = true;
          stream.onError(status(e));
        }
      }
    }
  }
}
