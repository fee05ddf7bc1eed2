package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.WatchResponse;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.engine.Futures;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Moves the messages of a watch to its client, one at a time and only while the transport has room:
 * a client that does not read costs no memory here.
 */
final class WatchPump {

  private final Watch watch;
  private final ServerCallStreamObserver<WatchResponse> observer;
  private final AtomicBoolean drawing = new AtomicBoolean();

  private WatchPump(Watch watch, ServerCallStreamObserver<WatchResponse> observer) {
    this.watch = watch;
    this.observer = observer;
  }

  static void start(Watch watch, ServerCallStreamObserver<WatchResponse> observer) {
    WatchPump pump = new WatchPump(watch, observer);
    observer.setOnCancelHandler(watch::close);
    observer.setOnReadyHandler(pump::run);
    pump.run();
  }

  private void run() {
    while (observer.isReady() && drawing.compareAndSet(false, true)) {
      CompletableFuture<dev.holdfast.store.WatchResponse> next = watch.next();
      boolean atOnce = next.isDone();
      Futures.whenDone(
          next,
          message -> {
            observer.onNext(AnswerWire.toMessage(message));
            drawing.set(false);
            if (!atOnce) {
              run();
            }
          },
          this::fail);
      if (!atOnce) {
        return;
      }
    }
  }

  /** Ends the stream; nothing is drawn any more, since {@code drawing} stays set. */
  private void fail(StoreException failure) {
    if (!observer.isCancelled()) {
      observer.onError(StoreErrors.toStatus(failure));
    }
  }
}
