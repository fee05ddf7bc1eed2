package dev.holdfast.conformance.mutant;

import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.conformance.UnconfiguredPlugin;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.engine.Futures;
import io.grpc.ClientInterceptor;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** M23: a put whose answer is lost is reported as not applied. */
final class LossMutant implements FaultyStore {

  private final StoreFixture sound = StoreFixtures.memoryOverSocket();

  @Override
  public String name() {
    return "M23";
  }

  @Override
  public String front() {
    return sound.front();
  }

  @Override
  public Set<Facility> facilities() {
    return sound.facilities();
  }

  @Override
  public StoreInfo describe() {
    return sound.describe();
  }

  @Override
  public Store open(StoreOptions options) {
    return sound.open(options);
  }

  @Override
  public UnconfiguredPlugin start() {
    UnconfiguredPlugin plugin = sound.start();
    return new UnconfiguredPlugin() {
      @Override
      public Store store() {
        return plugin.store();
      }

      @Override
      public Store storeThrough(ClientInterceptor connection) {
        return new Confident(plugin.storeThrough(connection));
      }

      @Override
      public void configure(StoreOptions options) {
        plugin.configure(options);
      }

      @Override
      public boolean isServing() {
        return plugin.isServing();
      }

      @Override
      public HealthWatch watchHealth() {
        return plugin.watchHealth();
      }

      @Override
      public void close() {
        plugin.close();
      }
    };
  }

  /** A store that takes a lost connection for a call that never left. */
  private static final class Confident extends ForwardingStore {

    Confident(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest request) {
      return Futures.mapFailure(
          super.put(request),
          failure ->
              failure.reason() == ErrorReason.OUTCOME_UNKNOWN
                  ? new StoreException(ErrorReason.NOT_APPLIED, failure.description())
                  : failure);
    }
  }
}
