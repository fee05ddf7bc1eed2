package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.function.UnaryOperator;

/**
 * A faulty store: the in-memory store with something between its parts.
 *
 * @param name its name in the specification
 * @param engine changes the engine
 * @param store changes the store on it
 */
record Mutant(String name, UnaryOperator<StoreEngine> engine, UnaryOperator<Store> store)
    implements FaultyStore {

  static Mutant ofEngine(String name, UnaryOperator<StoreEngine> engine) {
    return new Mutant(name, engine, UnaryOperator.identity());
  }

  static Mutant ofStore(String name, UnaryOperator<Store> store) {
    return new Mutant(name, UnaryOperator.identity(), store);
  }

  @Override
  public String front() {
    return "in-process";
  }

  @Override
  public StoreInfo describe() {
    try (Store described = open(StoreOptions.none())) {
      return described.blocking().info().in(StoreInfo.State.UNCONFIGURED);
    }
  }

  @Override
  public Store open(StoreOptions options) {
    StoreEngine changed = engine.apply(MemoryStoreProvider.engine(options));
    return store.apply(new OptimisticStore(changed));
  }
}
