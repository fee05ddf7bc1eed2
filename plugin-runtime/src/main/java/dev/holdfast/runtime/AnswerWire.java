package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.BeginResponse;
import dev.holdfast.proto.store.v1.CommitResponse;
import dev.holdfast.proto.store.v1.CountResponse;
import dev.holdfast.proto.store.v1.Created;
import dev.holdfast.proto.store.v1.DeleteResponse;
import dev.holdfast.proto.store.v1.GetResponse;
import dev.holdfast.proto.store.v1.Progress;
import dev.holdfast.proto.store.v1.PutResponse;
import dev.holdfast.store.Batch;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers, to messages and back. */
final class AnswerWire {

  private AnswerWire() {}

  static PutResponse toMessage(PutResult result) {
    return PutResponse.newBuilder()
        .setHeader(ValueWire.toMessage(result.header()))
        .setModRevision(result.modRevision().orElse(0))
        .build();
  }

  static PutResult fromMessage(PutResponse response) {
    return new PutResult(header(response.getHeader()), revision(response.getModRevision()));
  }

  static GetResponse toMessage(GetResult result) {
    var message =
        GetResponse.newBuilder()
            .setHeader(ValueWire.toMessage(result.header()))
            .setMore(result.more());
    result.entries().forEach(entry -> message.addKvs(ValueWire.toMessage(entry)));
    return message.build();
  }

  static GetResult fromMessage(GetResponse response) {
    List<KeyValue> entries = new ArrayList<>(response.getKvsCount());
    response.getKvsList().forEach(entry -> entries.add(ValueWire.fromMessage(entry)));
    return new GetResult(header(response.getHeader()), entries, response.getMore());
  }

  static DeleteResponse toMessage(DeleteResult result) {
    return DeleteResponse.newBuilder()
        .setHeader(ValueWire.toMessage(result.header()))
        .setDeleted(result.deleted())
        .build();
  }

  static DeleteResult fromMessage(DeleteResponse response) {
    return new DeleteResult(header(response.getHeader()), response.getDeleted());
  }

  static CountResponse toMessage(CountResult result) {
    return CountResponse.newBuilder()
        .setHeader(ValueWire.toMessage(result.header()))
        .setCount(result.count())
        .build();
  }

  static CountResult fromMessage(CountResponse response) {
    return new CountResult(header(response.getHeader()), response.getCount());
  }

  static BeginResponse toMessage(BeginResult result) {
    return BeginResponse.newBuilder()
        .setTxnId(result.txn().value())
        .setHeader(ValueWire.toMessage(result.header()))
        .setLeaseMs((int) result.lease().toMillis())
        .build();
  }

  static BeginResult fromMessage(BeginResponse response) {
    return new BeginResult(
        new TxnId(response.getTxnId()),
        header(response.getHeader()),
        Duration.ofMillis(Integer.toUnsignedLong(response.getLeaseMs())));
  }

  static CommitResponse toMessage(CommitResult result) {
    return CommitResponse.newBuilder()
        .setHeader(ValueWire.toMessage(result.header()))
        .setRevision(result.revision().orElse(0))
        .setWrote(result.wrote())
        .build();
  }

  static CommitResult fromMessage(CommitResponse response) {
    return new CommitResult(
        header(response.getHeader()),
        response.getWrote() ? OptionalLong.of(response.getRevision()) : OptionalLong.empty());
  }

  static dev.holdfast.proto.store.v1.WatchResponse toMessage(WatchResponse response) {
    var message = dev.holdfast.proto.store.v1.WatchResponse.newBuilder();
    if (response instanceof WatchResponse.Created created) {
      message.setCreated(Created.newBuilder().setHeader(ValueWire.toMessage(created.header())));
    } else if (response instanceof WatchResponse.Batches batches) {
      batches.batches().forEach(batch -> message.addBatches(toMessage(batch)));
    } else if (response instanceof WatchResponse.Progress progress) {
      message.setProgress(Progress.newBuilder().setRevision(progress.revision()));
    }
    return message.build();
  }

  /** Returns what a message holds, in the order in which it counts; a message may hold several. */
  static List<WatchResponse> fromMessage(dev.holdfast.proto.store.v1.WatchResponse message) {
    List<WatchResponse> responses = new ArrayList<>(1);
    if (message.hasCreated()) {
      responses.add(new WatchResponse.Created(header(message.getCreated().getHeader())));
    }
    if (message.getBatchesCount() > 0) {
      responses.add(
          new WatchResponse.Batches(
              message.getBatchesList().stream().map(AnswerWire::fromMessage).toList()));
    }
    if (message.hasProgress()) {
      responses.add(new WatchResponse.Progress(message.getProgress().getRevision()));
    }
    return responses;
  }

  private static dev.holdfast.proto.store.v1.Batch toMessage(Batch batch) {
    var message =
        dev.holdfast.proto.store.v1.Batch.newBuilder()
            .setRevision(batch.revision())
            .setContinued(batch.part() == Batch.Part.CONTINUED)
            .setFingerprint(ValueWire.toMessage(batch.fingerprint()));
    batch.events().forEach(event -> message.addEvents(toMessage(event)));
    return message.build();
  }

  private static Batch fromMessage(dev.holdfast.proto.store.v1.Batch batch) {
    return new Batch(
        batch.getRevision(),
        batch.getEventsList().stream().map(AnswerWire::fromMessage).toList(),
        batch.getContinued() ? Batch.Part.CONTINUED : Batch.Part.LAST,
        ValueWire.fromMessage(batch.getFingerprint()));
  }

  private static dev.holdfast.proto.store.v1.Event toMessage(Event event) {
    var message = dev.holdfast.proto.store.v1.Event.newBuilder();
    event.previous().ifPresent(entry -> message.setPrev(ValueWire.toMessage(entry)));
    if (event instanceof Event.Put put) {
      message.setType(dev.holdfast.proto.store.v1.Event.Type.PUT);
      message.setKv(ValueWire.toMessage(put.entry()));
    } else if (event instanceof Event.Delete delete) {
      message.setType(dev.holdfast.proto.store.v1.Event.Type.DELETE);
      message.setKv(
          ValueWire.toMessage(new KeyValue(delete.key(), Bytes.empty(), 0, delete.revision(), 0)));
    }
    return message.build();
  }

  private static Event fromMessage(dev.holdfast.proto.store.v1.Event event) {
    KeyValue entry = ValueWire.fromMessage(event.getKv());
    Optional<KeyValue> previous =
        event.hasPrev() ? Optional.of(ValueWire.fromMessage(event.getPrev())) : Optional.empty();
    return switch (event.getType()) {
      case PUT -> new Event.Put(entry, previous);
      case DELETE -> new Event.Delete(entry.key(), entry.modRevision(), previous);
      case TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new StoreException(
              ErrorReason.INVARIANT,
              "the store told an event of key " + entry.key() + " without a known type");
    };
  }

  private static Header header(dev.holdfast.proto.store.v1.Header header) {
    return ValueWire.fromMessage(header);
  }

  private static OptionalLong revision(long revision) {
    return revision == 0 ? OptionalLong.empty() : OptionalLong.of(revision);
  }
}
