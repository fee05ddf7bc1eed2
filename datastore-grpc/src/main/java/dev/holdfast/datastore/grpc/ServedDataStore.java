package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.codec.KindCodec;
import dev.holdfast.proto.datastore.v1.DataStoreServiceGrpc.DataStoreServiceImplBase;
import dev.holdfast.proto.datastore.v1.GetStatusRequest;
import dev.holdfast.proto.datastore.v1.GetStatusResponse;
import dev.holdfast.proto.datastore.v1.WatchChangesRequest;
import dev.holdfast.proto.datastore.v1.WatchChangesResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** Serves the DataStore as a whole. */
final class ServedDataStore extends DataStoreServiceImplBase {

  private final DataStore dataStore;
  private final Executor executor;

  /**
   * Makes a service.
   *
   * @param dataStore what to serve
   * @param executor runs a task for every watch, as long as the watch lasts
   */
  ServedDataStore(DataStore dataStore, Executor executor) {
    this.dataStore = dataStore;
    this.executor = executor;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> observer) {
    Served.one(observer, () -> StatusMessages.encode(dataStore.status()));
  }

  @Override
  public void watchChanges(
      WatchChangesRequest request, StreamObserver<WatchChangesResponse> observer) {
    ChangeStream stream;
    try {
      stream = dataStore.watch(decode(request));
    } catch (RuntimeException e) {
      observer.onError(Served.status(e));
      return;
    }
    ServedWatch watch =
        new ServedWatch(stream, (ServerCallStreamObserver<WatchChangesResponse>) observer);
    executor.execute(watch);
  }

  private static ChangeRequest decode(WatchChangesRequest request) {
    Set<RecordKind> kinds = EnumSet.noneOf(RecordKind.class);
    request.getKindsList().forEach(kind -> kinds.add(decode(kind)));
    ChangeRequest decoded =
        request.hasAfter()
            ? ChangeRequest.after(Wire.floor(request.getAfter()))
            : ChangeRequest.now();
    return kinds.isEmpty() ? decoded : new ChangeRequest(decoded.floor(), kinds);
  }

  private static RecordKind decode(dev.holdfast.proto.datastore.v1.RecordKind kind) {
    try {
      return KindCodec.decode(kind);
    } catch (DataStoreException e) {
      throw e.of("request", "kinds");
    }
  }
}
