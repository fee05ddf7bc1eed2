package dev.holdfast.conformance.history;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A store that writes down every call of another, and what came of it.
 *
 * <p>A call that is not answered in time fails with {@link ErrorReason#DEADLINE_EXCEEDED}, so that
 * whoever waits for it goes on. Closing it leaves the other store open. Thread-safe.
 */
public final class RecordingStore implements Store {

  private final Store store;
  private final Duration patience;
  private final List<Slot<?>> calls = new ArrayList<>();
  private final List<RecordingWatch> watches = new ArrayList<>();

  /**
   * Makes a store that records another.
   *
   * @param store the other
   * @param patience longest wait for an answer
   */
  public RecordingStore(Store store, Duration patience) {
    this.store = store;
    this.patience = patience;
  }

  /**
   * Returns what was recorded so far.
   *
   * @param scope the prefix of the keys that are the recorded client's own
   * @param conflicts what conflicts the store may tell of
   */
  public History history(Bytes scope, History.Conflicts conflicts) {
    List<Slot<?>> slots;
    List<RecordingWatch> opened;
    synchronized (this) {
      slots = List.copyOf(calls);
      opened = List.copyOf(watches);
    }
    return new History(
        scope,
        conflicts,
        slots.stream().<Call>map(Slot::call).toList(),
        opened.stream().map(RecordingWatch::stream).toList());
  }

  /** Returns how many calls were made and watches opened so far. */
  public synchronized int operations() {
    return calls.size() + watches.size();
  }

  /**
   * Returns the last calls, in the order in which they were made.
   *
   * @param most how many at most
   */
  public synchronized List<Call> last(int most) {
    return calls.subList(Math.max(0, calls.size() - most), calls.size()).stream()
        .<Call>map(Slot::call)
        .toList();
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return store.info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return record((span, answer) -> new Call.Put(span, request, answer), () -> store.put(request));
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return record((span, answer) -> new Call.Get(span, request, answer), () -> store.get(request));
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return record(
        (span, answer) -> new Call.Delete(span, request, answer), () -> store.delete(request));
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return record(
        (span, answer) -> new Call.Count(span, request, answer), () -> store.count(request));
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return record(
        (span, answer) -> new Call.Begin(span, request, answer), () -> store.begin(request));
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return record(
        (span, answer) -> new Call.Commit(span, request, answer), () -> store.commit(request));
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    CompletableFuture<String> aborted =
        record(
            (span, answer) -> new Call.Abort(span, txn, answer),
            () -> Futures.map(store.abort(txn), done -> ""));
    return aborted.thenAccept(done -> {});
  }

  @Override
  public synchronized Watch watch(WatchRequest request) {
    long opened = System.nanoTime(); // before the store hears of it, which may establish it at once
    RecordingWatch watch =
        new RecordingWatch(store.watch(request), request, watches.size(), opened);
    watches.add(watch);
    return watch;
  }

  /** Does nothing: the recorded store is its owner's to close. */
  @Override
  public void close() {}

  private <T> CompletableFuture<T> record(
      BiFunction<Span, Answer<T>, Call> shape, Supplier<CompletableFuture<T>> verb) {
    Slot<T> slot;
    synchronized (this) {
      slot = new Slot<>(shape, calls.size(), System.nanoTime());
      calls.add(slot);
    }
    CompletableFuture<T> source = Futures.call(verb);
    CompletableFuture<T> answered = new Answered<>(source);
    Futures.whenDone(
        source.isDone()
            ? source
            : source.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS),
        value -> {
          slot.finish(new Answer.Given<>(value));
          answered.complete(value);
        },
        failure -> {
          StoreException told = failure.getCause() instanceof TimeoutException ? late() : failure;
          slot.finish(Answer.Refused.of(told));
          answered.completeExceptionally(told);
        });
    return answered;
  }

  private StoreException late() {
    return new StoreException(
        ErrorReason.DEADLINE_EXCEEDED, "no answer came within " + patience.toMillis() + " ms");
  }

  /** A future that hands its cancellation to the recorded store. */
  private static final class Answered<T> extends CompletableFuture<T> {

    private final CompletableFuture<T> source;

    Answered(CompletableFuture<T> source) {
      this.source = source;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      source.cancel(mayInterruptIfRunning);
      return super.cancel(mayInterruptIfRunning);
    }
  }

  /** A call that is recorded, answered or not. */
  private static final class Slot<T> {

    private final BiFunction<Span, Answer<T>, Call> shape;
    private final int number;
    private final long called;
    private long returned = Long.MAX_VALUE;
    private Answer<T> answer = new Answer.Missing<>();

    Slot(BiFunction<Span, Answer<T>, Call> shape, int number, long called) {
      this.shape = shape;
      this.number = number;
      this.called = called;
    }

    synchronized void finish(Answer<T> came) {
      returned = System.nanoTime();
      answer = came;
    }

    synchronized Call call() {
      return shape.apply(new Span(number, called, returned), answer);
    }
  }

  /** A watch that is recorded. */
  private static final class RecordingWatch implements Watch {

    private final Watch watch;
    private final WatchRequest request;
    private final int number;
    private final long opened;
    private final List<Stream.Received> messages = new ArrayList<>();
    private long ended = Long.MAX_VALUE;
    private boolean closed;
    private Optional<Answer.Refused<String>> end = Optional.empty();

    RecordingWatch(Watch watch, WatchRequest request, int number, long opened) {
      this.watch = watch;
      this.request = request;
      this.number = number;
      this.opened = opened;
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      CompletableFuture<WatchResponse> told = new CompletableFuture<>();
      Futures.whenDone(
          watch.next(),
          message -> {
            received(message);
            told.complete(message);
          },
          failure -> {
            ended(failure);
            told.completeExceptionally(failure);
          });
      return told;
    }

    private synchronized void received(WatchResponse message) {
      messages.add(new Stream.Received(System.nanoTime(), message));
    }

    private synchronized void ended(StoreException failure) {
      if (end.isEmpty() && !closed) {
        ended = System.nanoTime();
        end = Optional.of(Answer.Refused.of(failure));
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        ended = Math.min(ended, System.nanoTime());
      }
      watch.close();
    }

    synchronized Stream stream() {
      return new Stream(new Span(number, opened, ended), request, messages, end);
    }
  }
}
