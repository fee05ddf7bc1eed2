package dev.holdfast.runtime;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.proto.store.v1.Absent;
import dev.holdfast.proto.store.v1.Present;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Floor;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Refusals;
import java.util.Optional;

/** The values that requests and answers are made of, to messages and back. */
final class ValueWire {

  private ValueWire() {}

  static ByteString toMessage(Bytes bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
  }

  static Bytes fromMessage(ByteString bytes) {
    return Bytes.wrap(bytes.toByteArray());
  }

  static dev.holdfast.proto.store.v1.Header toMessage(Header header) {
    return dev.holdfast.proto.store.v1.Header.newBuilder()
        .setRevision(header.revision())
        .setHistoryId(header.historyId())
        .build();
  }

  static Header fromMessage(dev.holdfast.proto.store.v1.Header header) {
    return new Header(header.getRevision(), header.getHistoryId());
  }

  static dev.holdfast.proto.store.v1.KeyValue toMessage(KeyValue entry) {
    return dev.holdfast.proto.store.v1.KeyValue.newBuilder()
        .setKey(toMessage(entry.key()))
        .setValue(toMessage(entry.value()))
        .setCreateRevision(entry.createRevision())
        .setModRevision(entry.modRevision())
        .setVersion(entry.version())
        .build();
  }

  static KeyValue fromMessage(dev.holdfast.proto.store.v1.KeyValue entry) {
    return new KeyValue(
        fromMessage(entry.getKey()),
        fromMessage(entry.getValue()),
        entry.getCreateRevision(),
        entry.getModRevision(),
        entry.getVersion());
  }

  static dev.holdfast.proto.store.v1.KeyRange toMessage(KeyRange range) {
    var message = dev.holdfast.proto.store.v1.KeyRange.newBuilder();
    if (range instanceof KeyRange.SingleKey single) {
      message.setKey(toMessage(single.key()));
    } else if (range instanceof KeyRange.Prefix prefix) {
      message.setPrefix(toMessage(prefix.prefix()));
    }
    return message.build();
  }

  static KeyRange fromMessage(dev.holdfast.proto.store.v1.KeyRange range) {
    return switch (range.getRangeCase()) {
      case KEY -> KeyRange.key(fromMessage(range.getKey()));
      case PREFIX -> KeyRange.prefix(fromMessage(range.getPrefix()));
      case RANGE_NOT_SET -> throw Refusals.badRange("the range names neither a key nor a prefix");
    };
  }

  static dev.holdfast.proto.store.v1.Precondition toMessage(Precondition precondition) {
    var message = dev.holdfast.proto.store.v1.Precondition.newBuilder();
    if (precondition == Precondition.absent()) {
      message.setAbsent(Absent.getDefaultInstance());
    } else if (precondition == Precondition.present()) {
      message.setPresent(Present.getDefaultInstance());
    } else if (precondition instanceof Precondition.ModRevision at) {
      message.setModRevision(at.revision());
    }
    return message.build();
  }

  static Precondition fromMessage(dev.holdfast.proto.store.v1.Precondition precondition) {
    return switch (precondition.getKindCase()) {
      case ABSENT -> Precondition.absent();
      case PRESENT -> Precondition.present();
      case MOD_REVISION -> Precondition.modRevision(precondition.getModRevision());
      case KIND_NOT_SET -> Precondition.any();
    };
  }

  static String toMessage(Optional<?> name) {
    return name.map(Object::toString).orElse("");
  }

  static Optional<TxnId> txn(String id) {
    return text(id).map(TxnId::new);
  }

  static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  static Optional<Bytes> bytes(ByteString bytes) {
    return bytes.isEmpty() ? Optional.empty() : Optional.of(fromMessage(bytes));
  }

  static Floor floor(long revision, String historyId) {
    return revision == 0 && historyId.isEmpty()
        ? Floor.none()
        : new Floor(revision, text(historyId));
  }
}
