package dev.holdfast.datastore.cache;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Futures;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A store whose transactions begin at an older revision than it has shown. */
final class RestoredStore implements Store {

  private final Store beneath;
  private volatile OptionalLong revision = OptionalLong.empty();

  RestoredStore(Store beneath) {
    this.beneath = beneath;
  }

  void goBack(long to) {
    revision = OptionalLong.of(to);
  }

  void catchUp() {
    revision = OptionalLong.empty();
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return Futures.map(
        beneath.begin(request),
        begun ->
            new BeginResult(
                begun.txn(),
                new Header(revision.orElse(begun.header().revision()), begun.header().historyId()),
                begun.lease()));
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return beneath.info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return beneath.put(request);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return beneath.get(request);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return beneath.delete(request);
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return beneath.count(request);
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return beneath.commit(request);
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return beneath.abort(txn);
  }

  @Override
  public Watch watch(WatchRequest request) {
    return beneath.watch(request);
  }

  @Override
  public void close() {
    beneath.close();
  }
}
