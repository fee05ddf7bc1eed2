package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.codec.KindCodec;
import dev.holdfast.proto.datastore.v1.DataStoreServiceGrpc;
import dev.holdfast.proto.datastore.v1.WatchChangesRequest;
import dev.holdfast.proto.datastore.v1.WatchChangesResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stream of the changes of a {@link RemoteDataStore}. */
final class RemoteChangeStream implements ChangeStream {

  /** How long one wait lasts where nobody says how long. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private final Incoming<WatchChangesResponse> incoming;
  private volatile Floor position;
  private List<Change> unfinished = new ArrayList<>();

  private RemoteChangeStream(Incoming<WatchChangesResponse> incoming, Floor position) {
    this.incoming = incoming;
    this.position = position;
  }

  /** Opens a stream, and waits until the server has it. */
  static RemoteChangeStream open(Calls calls, ChangeRequest request) {
    WatchChangesRequest.Builder message = WatchChangesRequest.newBuilder();
    request.floor().map(Wire::floor).ifPresent(message::setAfter);
    request.kinds().forEach(kind -> message.addKinds(KindCodec.encode(kind)));
    Incoming<WatchChangesResponse> incoming =
        calls.open(DataStoreServiceGrpc.getWatchChangesMethod(), message.build());
    try {
      WatchChangesResponse first =
          incoming.required(calls.patience()).orElseThrow(RemoteChangeStream::ended);
      return new RemoteChangeStream(incoming, Wire.floor(first.getFloor()));
    } catch (RuntimeException e) {
      incoming.close();
      throw e;
    }
  }

  @Override
  public ChangeSet next() {
    while (true) {
      Optional<ChangeSet> next = next(TURN);
      if (next.isPresent()) {
        return next.get();
      }
    }
  }

  @Override
  public Optional<ChangeSet> next(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      Optional<WatchChangesResponse> message = incoming.next(left);
      if (message.isEmpty()) {
        if (incoming.isComplete()) {
          throw ended();
        }
        return Optional.empty();
      }
      Optional<ChangeSet> set = take(message.get());
      if (set.isPresent()) {
        return set;
      }
    }
  }

  private Optional<ChangeSet> take(WatchChangesResponse message) {
    Floor floor = Wire.floor(message.getFloor());
    message
        .getChangesList()
        .forEach(change -> unfinished.add(ChangeMessages.decode(change, floor.historyId())));
    if (message.getContinued()) {
      return Optional.empty();
    }
    position = floor;
    if (unfinished.isEmpty()) {
      return Optional.empty();
    }
    List<Change> changes = unfinished;
    unfinished = new ArrayList<>();
    return Optional.of(new ChangeSet(floor, changes));
  }

  private static DataStoreException ended() {
    return new DataStoreException(Reason.AWAY, "the server ended the stream");
  }

  @Override
  public Floor position() {
    return position;
  }

  @Override
  public void close() {
    incoming.close();
  }
}
