package dev.holdfast.sqlite;

import dev.holdfast.proto.store.v1.Header;
import dev.holdfast.proto.store.v1.PutRequest;
import dev.holdfast.proto.store.v1.PutResponse;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A store that writes to a log and answers without a sync, which the trace must reveal. */
final class UnsyncedStoreProcess extends StoreGrpc.StoreImplBase {

  private final FileChannel log;
  private final String history;

  private UnsyncedStoreProcess(FileChannel log, String history) {
    this.log = log;
    this.history = history;
  }

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0] + "-wal");
    try (FileChannel log =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        RpcServer server =
            RpcServer.on(Endpoint.parse(arguments[1]))
                .add(new UnsyncedStoreProcess(log, arguments[2]))
                .start()) {
      System.out.println("ready");
      server.awaitTermination();
    }
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    try {
      log.write(request.getValue().asReadOnlyByteBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    observer.onNext(
        PutResponse.newBuilder().setHeader(Header.newBuilder().setHistoryId(history)).build());
    observer.onCompleted();
  }
}
