package dev.holdfast.conformance;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;

/**
 * One store that is there already, for all cases; it is left as it was found.
 *
 * <p>Cases that need a store of their own have it for themselves while they run, if it was empty;
 * those that need options of their own, or several stores, have no meaning on it.
 */
final class SingleStoreFixture implements StoreFixture {

  private final String backend;
  private final String front;
  private final Store store;
  private final boolean empty;

  SingleStoreFixture(String backend, String front, Store store) {
    this.backend = backend;
    this.front = front;
    this.store = store;
    this.empty = store.blocking().count(CountRequest.of(KeyRange.all())).count() == 0;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String front() {
    return front;
  }

  @Override
  public boolean isEmpty() {
    return empty;
  }

  @Override
  public StoreInfo describe() {
    throw new NotOffered("the store was configured before the suite came");
  }

  @Override
  public Store openShared() {
    return new Lent(store);
  }

  @Override
  public Store open(StoreOptions options) {
    if (!options.asMap().isEmpty()) {
      throw new NotOffered("the store was configured before the suite came");
    }
    if (!empty) {
      throw new NotOffered("the case needs an empty store, and this one is not");
    }
    return new Lent(store) {
      @Override
      public void close() {
        var unused = Sweep.of(store, Bytes.empty(), store.blocking().info());
      }
    };
  }

  @Override
  public void close() {
    store.close();
  }

  /** The store, which whoever closes it does not close. */
  private static class Lent extends ForwardingStore {

    Lent(Store store) {
      super(store);
    }

    @Override
    public void close() {
      // The store is given back.
    }
  }
}
