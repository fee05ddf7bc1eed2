package dev.holdfast.benchmarks;

import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.proto.store.v1.Header;
import dev.holdfast.proto.store.v1.PutRequest;
import dev.holdfast.proto.store.v1.PutResponse;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The ceiling G: a gRPC service that answers puts without doing anything. */
final class BareEcho implements AutoCloseable {

  private static final PutResponse ANSWER =
      PutResponse.newBuilder()
          .setHeader(
              Header.newBuilder()
                  .setRevision(123_456_789)
                  .setHistoryId("0123456789abcdef0123456789abcdef"))
          .setModRevision(123_456_789)
          .build();

  private final Workload workload;
  private final RpcServer server;
  private final RpcChannel channel;

  BareEcho(Endpoint endpoint, Workload workload) {
    this.workload = workload;
    this.server = RpcServer.on(endpoint).add(new Echo()).start();
    this.channel = RpcChannel.to(endpoint, Optional.empty());
  }

  CompletableFuture<PutResponse> put(long number) {
    CompletableFuture<PutResponse> answer = new CompletableFuture<>();
    PutRequest request =
        PutRequest.newBuilder()
            .setKey(UnsafeByteOperations.unsafeWrap(workload.key(number).asByteBuffer()))
            .setValue(UnsafeByteOperations.unsafeWrap(workload.value(number).asByteBuffer()))
            .build();
    ClientCalls.asyncUnaryCall(
        channel.newCall(StoreGrpc.getPutMethod(), CallOptions.DEFAULT),
        request,
        new StreamObserver<PutResponse>() {
          @Override
          public void onNext(PutResponse value) {
            answer.complete(value);
          }

          @Override
          public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
          }

          @Override
          public void onCompleted() {}
        });
    return answer;
  }

  @Override
  public void close() {
    channel.close();
    server.close();
  }

  /** Answers every put alike. */
  private static final class Echo extends StoreGrpc.StoreImplBase {
    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
      observer.onNext(ANSWER);
      observer.onCompleted();
    }
  }
}
