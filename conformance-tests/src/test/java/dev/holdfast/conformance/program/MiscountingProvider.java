package dev.holdfast.conformance.program;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Opens stores that count one key too many; one at the location "used" is not empty. */
public final class MiscountingProvider implements StoreProvider {

  private final MemoryStoreProvider memory = new MemoryStoreProvider();

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public MiscountingProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("miscounting");
  }

  @Override
  public StoreInfo describe() {
    return memory.describe();
  }

  @Override
  public Store open(String location, StoreOptions options) {
    Store sound = memory.open("", options);
    if (location.equals("used")) {
      sound.blocking().put(Bytes.utf8("there"), Bytes.utf8("before"));
    }
    return new ForwardingStore(sound) {
      @Override
      public CompletableFuture<CountResult> count(CountRequest request) {
        return sound
            .count(request)
            .thenApply(result -> new CountResult(result.header(), result.count() + 1));
      }
    };
  }
}
