package dev.holdfast.conformance;

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
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Opens each store behind a server of its own on a Unix socket. */
final class SocketFixture implements StoreFixture {

  private final String backend;
  private final StoreProvider provider;
  private final Supplier<String> location;

  SocketFixture(String backend, StoreProvider provider, Supplier<String> location) {
    this.backend = backend;
    this.provider = provider;
    this.location = location;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String front() {
    return StoreFixtures.SOCKET;
  }

  @Override
  public Set<Facility> facilities() {
    return Set.of(Facility.STORE, Facility.CONFIGURE);
  }

  @Override
  public StoreInfo describe() {
    try (UnconfiguredPlugin plugin = start()) {
      return plugin.store().blocking().info();
    }
  }

  @Override
  public UnconfiguredPlugin start() {
    return SocketPlugin.start(provider, location.get());
  }

  @Override
  public Store open(StoreOptions options) {
    UnconfiguredPlugin plugin = start();
    try {
      plugin.configure(options);
      return new Served(plugin);
    } catch (StoreException e) {
      plugin.close();
      throw e;
    }
  }

  /** The store of a plugin that ends with it. */
  private record Served(UnconfiguredPlugin plugin) implements Store {

    @Override
    public CompletableFuture<StoreInfo> info() {
      return plugin.store().info();
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest request) {
      return plugin.store().put(request);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      return plugin.store().get(request);
    }

    @Override
    public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
      return plugin.store().delete(request);
    }

    @Override
    public CompletableFuture<CountResult> count(CountRequest request) {
      return plugin.store().count(request);
    }

    @Override
    public CompletableFuture<BeginResult> begin(BeginRequest request) {
      return plugin.store().begin(request);
    }

    @Override
    public CompletableFuture<CommitResult> commit(CommitRequest request) {
      return plugin.store().commit(request);
    }

    @Override
    public CompletableFuture<Void> abort(TxnId txn) {
      return plugin.store().abort(txn);
    }

    @Override
    public Watch watch(WatchRequest request) {
      return plugin.store().watch(request);
    }

    @Override
    public void close() {
      plugin.close();
    }
  }
}
