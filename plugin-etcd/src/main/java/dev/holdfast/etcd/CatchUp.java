package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ClientCall;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads one stretch of commits that are not in memory any more, by a watch of its own that ends
 * with the stretch.
 */
final class CatchUp implements StreamObserver<WatchResponse> {

  /** How long a stretch may take, on a member that has much to do. */
  private static final long PATIENCE_SECONDS = 30;

  private static final int STRETCH_COMMITS = 4_096;
  private static final long STRETCH_BYTES = 8 << 20;

  private final EtcdClient client;
  private final ChangeAssembler assembler;
  private final long until;
  private final List<Commit> commits = new ArrayList<>();
  private final CompletableFuture<Optional<Stretch>> stretch = new CompletableFuture<>();
  private long bytes;
  private Optional<ClientCall<WatchRequest, WatchResponse>> call = Optional.empty();

  private CatchUp(EtcdClient client, EtcdKeys keys, long after, long until) {
    this.client = client;
    this.assembler = ChangeAssembler.after(keys, after);
    this.until = until;
  }

  /**
   * Reads commits after a revision, whole: etcd may lose changes of a stream that compaction
   * overtakes, so history after the revision must still be there when they have been read.
   *
   * @param after the revision, exclusively
   * @param until a revision above it that something watched was put at
   */
  static CompletableFuture<Stretch> read(EtcdClient client, EtcdKeys keys, long after, long until) {
    return Futures.untilPresent(() -> tryToRead(client, keys, after, until));
  }

  /** Returns nothing if compaction came in between: asked again, etcd refuses, and says how far. */
  private static CompletableFuture<Optional<Stretch>> tryToRead(
      EtcdClient client, EtcdKeys keys, long after, long until) {
    CatchUp catchUp = new CatchUp(client, keys, after, until);
    catchUp.open();
    return catchUp
        .stretch
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .whenComplete((done, failure) -> catchUp.end())
        .thenCompose(
            read ->
                CompactionProbe.hasPassed(client, keys, after)
                    .thenApply(passed -> passed ? Optional.<Stretch>empty() : read))
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(sort(EtcdErrors.unwrap(failure))));
  }

  private static StoreException sort(Throwable failure) {
    return failure instanceof TimeoutException
        ? new StoreException(ErrorReason.NOT_APPLIED, "etcd tells no changes; try again", failure)
        : EtcdErrors.ofRead(failure);
  }

  private synchronized void open() {
    call = Optional.of(client.watch(assembler.request(), this));
  }

  private synchronized void end() {
    call.ifPresent(open -> open.cancel("the stretch is read", null));
  }

  @Override
  public void onNext(WatchResponse message) {
    if (stretch.isDone()) {
      return;
    }
    if (message.getCanceled()) {
      stretch.completeExceptionally(
          message.getCompactRevision() > 0
              ? Refusals.compacted(message.getCompactRevision())
              : new StoreException(
                  ErrorReason.NOT_APPLIED, "etcd ended a watch: " + message.getCancelReason()));
      return;
    }
    try {
      assembler.add(message);
    } catch (ChangeAssembler.Overtaken e) {
      stretch.complete(Optional.empty());
      return;
    } catch (StoreException e) {
      stretch.completeExceptionally(e);
      return;
    }
    for (Commit commit : assembler.takeWhole()) {
      commits.add(commit);
      bytes += commit.events().stream().mapToLong(Event::serializedSize).sum();
    }
    if (assembler.through() >= until
        || commits.size() >= STRETCH_COMMITS
        || bytes >= STRETCH_BYTES) {
      stretch.complete(Optional.of(new Stretch(List.copyOf(commits), assembler.through())));
    }
  }

  @Override
  public void onError(Throwable failure) {
    client.noteFailure(failure);
    stretch.completeExceptionally(EtcdErrors.ofRead(failure));
  }

  @Override
  public void onCompleted() {
    stretch.completeExceptionally(
        new StoreException(ErrorReason.NOT_APPLIED, "etcd ended a watch; try again"));
  }
}
