package dev.holdfast.datastore.cache;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.Header;
import dev.holdfast.store.Store;
import dev.holdfast.store.engine.Futures;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A store whose transactions begin at an older revision than it has shown. */
final class RestoredStore extends ForwardingStore {

  private volatile OptionalLong revision = OptionalLong.empty();

  RestoredStore(Store beneath) {
    super(beneath);
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
        super.begin(request),
        begun ->
            new BeginResult(
                begun.txn(),
                new Header(revision.orElse(begun.header().revision()), begun.header().historyId()),
                begun.lease()));
  }
}
