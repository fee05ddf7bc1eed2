package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.Folders;
import dev.holdfast.datastore.cache.contract.InMemory;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** A client of the cache on the in-memory store, both ends of a Unix socket in this process. */
interface OverSocket extends InMemory {

  @Override
  default DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater) {
    return RemoteDataStore.on(channel(server, closeLater));
  }

  /** Serves a DataStore, and returns a channel to it. */
  static RpcChannel channel(DataStore server, Consumer<AutoCloseable> closeLater) {
    Endpoint endpoint =
        new Endpoint.UnixSocket(Folders.temporary(closeLater).resolve("datastore.sock"));
    ExecutorService executor = Executors.newCachedThreadPool();
    closeLater.accept(executor::shutdownNow);
    DataStoreServices services = DataStoreServices.of(server);
    RpcServer.Builder builder = RpcServer.on(endpoint).runOn(executor);
    services.all().forEach(builder::add);
    closeLater.accept(builder.start());
    closeLater.accept(services);
    RpcChannel channel = RpcChannel.to(endpoint, Optional.empty());
    closeLater.accept(channel);
    return channel;
  }
}
