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
import io.grpc.Context;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A plugin that is served on a Unix socket by this process, and its client. */
final class SocketPlugin implements UnconfiguredPlugin {

  private static final HealthCheckRequest HEALTH =
      HealthCheckRequest.newBuilder().setService(StoreService.NAME).build();

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
  public void configure(StoreOptions options) {
    BlockingStore.await(store.configure(options));
  }

  @Override
  public boolean isServing() {
    return isServing(HealthGrpc.newBlockingStub(channel).check(HEALTH));
  }

  private static boolean isServing(HealthCheckResponse response) {
    return response.getStatus() == ServingStatus.SERVING;
  }

  @Override
  public HealthWatch watchHealth() {
    Told told = new Told();
    told.context.run(() -> HealthGrpc.newStub(channel).watch(HEALTH, told));
    return told;
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

  /** What the health service told. */
  private static final class Told implements HealthWatch, StreamObserver<HealthCheckResponse> {

    private final Context.CancellableContext context = Context.current().withCancellation();
    private int messages;
    private boolean serving;

    @Override
    public synchronized void onNext(HealthCheckResponse response) {
      messages++;
      serving = SocketPlugin.isServing(response);
    }

    @Override
    public synchronized void onError(Throwable failure) {
      serving = false;
    }

    @Override
    public void onCompleted() {}

    @Override
    public synchronized boolean isServing() {
      return serving;
    }

    @Override
    public synchronized int messages() {
      return messages;
    }

    @Override
    public void close() {
      context.cancel(null);
    }
  }
}
