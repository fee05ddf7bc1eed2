package dev.holdfast.runtime;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Start;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.Futures;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A watch that outlives its plugin: it goes on, in the same history, after the last revision told.
 *
 * <p>Inside a revision that was told in part it cannot go on, and ends as any watch that loses its
 * store.
 */
final class LaunchedWatch implements Watch {

  private static final long EXIT_PATIENCE_SECONDS = 2;

  private final LaunchedStore owner;
  private final WatchRequest request;

  private Watch current;
  private Optional<Serving> plugin;
  private Optional<CompletableFuture<WatchResponse>> awaited = Optional.empty();
  private Optional<String> history = Optional.empty();
  private Optional<Bytes> fingerprint = Optional.empty();
  private long told;
  private boolean insideRevision;
  private boolean closed;

  LaunchedWatch(LaunchedStore owner, WatchRequest request) {
    this.owner = owner;
    this.request = request;
    this.plugin = owner.current();
    this.current =
        plugin
            .map(serving -> serving.store().watch(request))
            .orElseGet(() -> new RefusedWatch(owner.away()));
  }

  @Override
  public CompletableFuture<WatchResponse> next() {
    CompletableFuture<WatchResponse> message = new CompletableFuture<>();
    Watch from;
    synchronized (this) {
      if (awaited.isPresent()) {
        throw new IllegalStateException("the message before has not been delivered yet");
      }
      awaited = Optional.of(message);
      from = current;
    }
    draw(from);
    return message;
  }

  private void draw(Watch from) {
    Futures.whenDone(from.next(), this::arrived, this::failed);
  }

  private void arrived(WatchResponse message) {
    if (isNews(message)) {
      take().ifPresent(waiting -> waiting.complete(message));
    } else {
      Watch from;
      synchronized (this) {
        from = current;
      }
      draw(from);
    }
  }

  /** Notes how far the watch has come; a watch that goes on was established before. */
  private synchronized boolean isNews(WatchResponse message) {
    if (message instanceof WatchResponse.Created created) {
      boolean first = history.isEmpty();
      if (first) {
        history = Optional.of(created.header().historyId());
        told =
            request.start() instanceof Start.After after
                ? after.revision()
                : created.header().revision();
      }
      return first;
    }
    if (message instanceof WatchResponse.Batches batches && !batches.batches().isEmpty()) {
      Batch last = batches.batches().get(batches.batches().size() - 1);
      told = last.revision();
      fingerprint = Optional.of(last.fingerprint()).filter(bytes -> !bytes.isEmpty());
      insideRevision = last.part() == Batch.Part.CONTINUED;
    } else if (message instanceof WatchResponse.Progress progress && progress.revision() > told) {
      told = progress.revision();
      fingerprint = Optional.empty();
    }
    return true;
  }

  private void failed(StoreException failure) {
    Optional<Serving> lost;
    synchronized (this) {
      boolean connection =
          failure.reason() == ErrorReason.NOT_APPLIED
              || failure.reason() == ErrorReason.OUTCOME_UNKNOWN;
      lost = closed || insideRevision || !connection ? Optional.empty() : plugin;
    }
    if (lost.isEmpty()) {
      end(failure);
      return;
    }
    Futures.whenDone(
        lost.get().process().onExit().orTimeout(EXIT_PATIENCE_SECONDS, TimeUnit.SECONDS),
        ended -> goOn(),
        alive -> end(failure)); // the plugin itself ended the watch
  }

  private void goOn() {
    Futures.whenDone(owner.serving(), this::reopen, this::end);
  }

  private void reopen(Serving next) {
    Watch opened = next.store().watch(rest());
    synchronized (this) {
      plugin = Optional.of(next);
      current = opened;
    }
    if (isClosed()) {
      opened.close();
    }
    draw(opened);
  }

  private synchronized WatchRequest rest() {
    return history
        .map(id -> request.from(new Start.After(told, fingerprint)).inHistory(id))
        .orElse(request);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void end(StoreException failure) {
    take().ifPresent(waiting -> waiting.completeExceptionally(failure));
  }

  private synchronized Optional<CompletableFuture<WatchResponse>> take() {
    Optional<CompletableFuture<WatchResponse>> waiting = awaited;
    awaited = Optional.empty();
    return waiting;
  }

  @Override
  public void close() {
    Watch open;
    synchronized (this) {
      closed = true;
      open = current;
    }
    open.close();
    end(new StoreException(ErrorReason.CANCELLED, "the watch was closed"));
  }
}
