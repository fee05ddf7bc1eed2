package dev.holdfast.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.proto.store.v1.GetRequest;
import dev.holdfast.proto.store.v1.GetResponse;
import dev.holdfast.proto.store.v1.Header;
import dev.holdfast.proto.store.v1.KeyRange;
import dev.holdfast.proto.store.v1.KeyValue;
import dev.holdfast.proto.store.v1.PutRequest;
import dev.holdfast.proto.store.v1.PutResponse;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.store.Bytes;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The ceiling G: a gRPC service of another process that answers without doing anything. */
final class BareEcho implements AutoCloseable {

  private final Workload workload;
  private final ServingProcess process;
  private final RpcChannel channel;

  private BareEcho(ServingProcess process, Workload workload) {
    this.workload = workload;
    this.process = process;
    this.channel = RpcChannel.to(process.endpoint(), Optional.empty());
  }

  static BareEcho start(Path socket, Workload workload) throws IOException {
    return new BareEcho(ServingProcess.ofEcho(socket), workload);
  }

  CompletableFuture<PutResponse> put(long number) {
    return call(
        StoreGrpc.getPutMethod(),
        PutRequest.newBuilder()
            .setKey(wrap(workload.key(number)))
            .setValue(wrap(workload.value(number)))
            .build());
  }

  CompletableFuture<GetResponse> get(long number) {
    return call(
        StoreGrpc.getGetMethod(),
        GetRequest.newBuilder()
            .setRange(KeyRange.newBuilder().setKey(wrap(workload.key(number))))
            .build());
  }

  private static ByteString wrap(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
  }

  private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    ClientCalls.asyncUnaryCall(
        channel.newCall(method, CallOptions.DEFAULT),
        request,
        new StreamObserver<A>() {
          @Override
          public void onNext(A value) {
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
    process.close();
  }

  /** Answers every put and every get alike, in the size of a store's answer. */
  static final class Service extends StoreGrpc.StoreImplBase {

    private static final Header HEADER =
        Header.newBuilder()
            .setRevision(123_456_789)
            .setHistoryId("0123456789abcdef0123456789abcdef")
            .build();
    private static final PutResponse PUT =
        PutResponse.newBuilder().setHeader(HEADER).setModRevision(123_456_789).build();
    private static final GetResponse GET =
        GetResponse.newBuilder()
            .setHeader(HEADER)
            .addKvs(
                KeyValue.newBuilder()
                    .setKey(ByteString.copyFromUtf8("load/000000123456"))
                    .setValue(ByteString.copyFrom(new byte[Workload.VALUE_BYTES]))
                    .setCreateRevision(123_456_789)
                    .setModRevision(123_456_789)
                    .setVersion(1))
            .build();

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
      observer.onNext(PUT);
      observer.onCompleted();
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
      observer.onNext(GET);
      observer.onCompleted();
    }
  }
}
