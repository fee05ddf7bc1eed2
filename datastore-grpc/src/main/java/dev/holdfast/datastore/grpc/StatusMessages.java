package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.codec.KindCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.GetStatusResponse;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A DataStore's status to and from its message. */
final class StatusMessages {

  private StatusMessages() {}

  static GetStatusResponse encode(DataStoreStatus status) {
    GetStatusResponse.Builder message =
        GetStatusResponse.newBuilder()
            .setState(
                switch (status.state()) {
                  case LOADING -> GetStatusResponse.State.LOADING;
                  case CURRENT -> GetStatusResponse.State.CURRENT;
                  case STALE -> GetStatusResponse.State.STALE;
                  case REFUSED -> GetStatusResponse.State.REFUSED;
                })
            .setStoreName(status.storeName())
            .setStoreVersion(status.storeVersion())
            .setFormatVersion(status.formatVersion())
            .setUnreadable(status.unreadable())
            .setLimits(
                dev.holdfast.proto.datastore.v1.DataStoreLimits.newBuilder()
                    .setMaxRecordBytes(status.limits().maxRecordBytes())
                    .setMaxCommitOperations(status.limits().maxCommitOperations())
                    .setMaxCommitBytes(status.limits().maxCommitBytes()))
            .setLastFailure(status.lastFailure().orElse(""));
    status.floor().ifPresent(floor -> message.setHeader(Wire.header(floor, status.age())));
    status
        .loading()
        .ifPresent(
            loading ->
                message
                    .getLoadingBuilder()
                    .setRecords(loading.records())
                    .setElapsed(Times.encode(loading.elapsed())));
    status
        .counts()
        .forEach(
            (kind, records) ->
                message.addCountsBuilder().setKind(KindCodec.encode(kind)).setRecords(records));
    return message.build();
  }

  static DataStoreStatus decode(GetStatusResponse message) {
    Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    for (GetStatusResponse.Count count : message.getCountsList()) {
      // Kinds that a newer server has are none of ours.
      if (count.getKind() != dev.holdfast.proto.datastore.v1.RecordKind.UNRECOGNIZED) {
        counts.put(KindCodec.decode(count.getKind()), count.getRecords());
      }
    }
    return new DataStoreStatus(
        switch (message.getState()) {
          case CURRENT -> DataStoreStatus.State.CURRENT;
          case STALE -> DataStoreStatus.State.STALE;
          case REFUSED -> DataStoreStatus.State.REFUSED;
          case LOADING, STATE_UNSPECIFIED, UNRECOGNIZED -> DataStoreStatus.State.LOADING;
        },
        message.hasHeader()
            ? Optional.of(Wire.floor(message.getHeader().getFloor()))
            : Optional.empty(),
        Times.decode(message.getHeader().getAge()),
        message.getStoreName(),
        message.getStoreVersion(),
        message.getFormatVersion(),
        counts,
        message.getUnreadable(),
        new DataStoreLimits(
            message.getLimits().getMaxRecordBytes(),
            message.getLimits().getMaxCommitOperations(),
            message.getLimits().getMaxCommitBytes()),
        message.hasLoading() ? Optional.of(decode(message.getLoading())) : Optional.empty(),
        Optional.of(message.getLastFailure()).filter(text -> !text.isEmpty()));
  }

  private static DataStoreStatus.Loading decode(GetStatusResponse.Loading message) {
    return new DataStoreStatus.Loading(message.getRecords(), Times.decode(message.getElapsed()));
  }
}
