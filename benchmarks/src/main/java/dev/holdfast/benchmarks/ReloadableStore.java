package dev.holdfast.benchmarks;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose watch can be ended as it is when its history was compacted, so that a DataStore on
 * it loads everything anew. For one DataStore.
 */
final class ReloadableStore extends ForwardingStore {

  private final AtomicInteger watches = new AtomicInteger();
  private volatile Optional<EndableWatch> latest = Optional.empty();

  ReloadableStore(Store beneath) {
    super(beneath);
  }

  /** Ends the watch. */
  void compactAway() {
    latest.orElseThrow().end();
  }

  /** Returns how many watches were opened: one after each load. */
  int watches() {
    return watches.get();
  }

  @Override
  public Watch watch(WatchRequest request) {
    EndableWatch watch = new EndableWatch(super.watch(request));
    latest = Optional.of(watch);
    watches.incrementAndGet();
    return watch;
  }

  /** A watch that ends when it is told to. */
  private static final class EndableWatch implements Watch {

    private final Watch beneath;
    private final CompletableFuture<WatchResponse> ended = new CompletableFuture<>();

    EndableWatch(Watch beneath) {
      this.beneath = beneath;
    }

    void end() {
      ended.completeExceptionally(
          new StoreException(ErrorReason.COMPACTED, "the load has it reload"));
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      return beneath.next().applyToEither(ended, response -> response);
    }

    @Override
    public void close() {
      beneath.close();
    }
  }
}
