package dev.holdfast.conformance;

import dev.holdfast.conformance.UnconfiguredPlugin.HealthWatch;
import dev.holdfast.runtime.StoreService;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;

/** The health service of the plugin behind a channel. */
final class PluginHealth {

  private static final HealthCheckRequest STORE =
      HealthCheckRequest.newBuilder().setService(StoreService.NAME).build();

  private PluginHealth() {}

  static boolean isServing(Channel channel) {
    try {
      return isServing(HealthGrpc.newBlockingStub(channel).check(STORE));
    } catch (StatusRuntimeException e) {
      throw new Failure(
          "expected: "
              + HealthGrpc.SERVICE_NAME
              + " answers a Check of the service "
              + StoreService.NAME
              + "\n  came:     "
              + e.getMessage(),
          e);
    }
  }

  private static boolean isServing(HealthCheckResponse response) {
    return response.getStatus() == ServingStatus.SERVING;
  }

  static HealthWatch watch(Channel channel) {
    Told told = new Told();
    told.context.run(() -> HealthGrpc.newStub(channel).watch(STORE, told));
    return told;
  }

  /** What the health service told. */
  private static final class Told implements HealthWatch, StreamObserver<HealthCheckResponse> {

    private final Context.CancellableContext context = Context.current().withCancellation();
    private int messages;
    private boolean serving;

    @Override
    public synchronized void onNext(HealthCheckResponse response) {
      messages++;
      serving = PluginHealth.isServing(response);
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
