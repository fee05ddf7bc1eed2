package dev.holdfast.conformance;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A plugin that is served on a Unix socket by this process, and its client. */
final class SocketPlugin implements UnconfiguredPlugin {

  private final Path folder;
  private final StoreService service;
  private final RpcServer server;
  private final RpcChannel channel;
  private final RemoteStore store;

  private SocketPlugin(Path folder, StoreProvider provider, String location) {
    this.folder = folder;
    Endpoint endpoint = new Endpoint.UnixSocket(folder.resolve("s"));
    this.service = StoreService.configurable(provider, location);
    this.server =
        RpcServer.on(endpoint).add(service).healthOf(StoreService.NAME, service::isServing).start();
    this.channel = RpcChannel.to(endpoint, Optional.empty());
    this.store = RemoteStore.on(channel);
  }

  static SocketPlugin start(StoreProvider provider, String location) {
    try {
      return new SocketPlugin(Files.createTempDirectory("holdfast"), provider, location);
    } catch (IOException e) {
      throw new StoreException(ErrorReason.NOT_APPLIED, "no folder for a socket: " + e, e);
    }
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Store storeThrough(ClientInterceptor connection) {
    return RemoteStore.on(ClientInterceptors.intercept(channel, connection));
  }

  @Override
  public void configure(StoreOptions options) {
    BlockingStore.await(store.configure(options));
  }

  @Override
  public boolean isServing() {
    return PluginHealth.isServing(channel);
  }

  @Override
  public HealthWatch watchHealth() {
    return PluginHealth.watch(channel);
  }

  @Override
  public void close() {
    channel.close();
    server.close();
    service.close();
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // An empty folder among the temporary files is left behind.
    }
  }
}
