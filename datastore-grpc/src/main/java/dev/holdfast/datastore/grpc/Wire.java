package dev.holdfast.datastore.grpc;

import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageRequest.WhenMoved;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.NodeSelectors;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What calls have in common, to and from its messages. */
final class Wire {

  private Wire() {}

  static Floor floor(dev.holdfast.proto.datastore.v1.Floor message) {
    return new Floor(message.getHistoryId(), message.getRevision());
  }

  static dev.holdfast.proto.datastore.v1.Floor floor(Floor floor) {
    return dev.holdfast.proto.datastore.v1.Floor.newBuilder()
        .setHistoryId(floor.historyId())
        .setRevision(floor.revision())
        .build();
  }

  static Header header(Floor floor, Duration age) {
    return Header.newBuilder().setFloor(floor(floor)).setAge(Times.encode(age)).build();
  }

  static ReadConsistency consistency(dev.holdfast.proto.datastore.v1.ReadConsistency message) {
    return switch (message.getKindCase()) {
      case CACHED -> ReadConsistency.cached();
      case AT_LEAST -> ReadConsistency.atLeast(floor(message.getAtLeast()));
      case CURRENT, KIND_NOT_SET -> ReadConsistency.current();
    };
  }

  static dev.holdfast.proto.datastore.v1.ReadConsistency consistency(ReadConsistency consistency) {
    dev.holdfast.proto.datastore.v1.ReadConsistency.Builder message =
        dev.holdfast.proto.datastore.v1.ReadConsistency.newBuilder();
    if (consistency instanceof ReadConsistency.AtLeast atLeast) {
      return message.setAtLeast(floor(atLeast.floor())).build();
    }
    return consistency == ReadConsistency.cached()
        ? message
            .setCached(dev.holdfast.proto.datastore.v1.ReadConsistency.Cached.getDefaultInstance())
            .build()
        : message.build();
  }

  static PageRequest page(
      dev.holdfast.proto.datastore.v1.PageRequest message, ReadConsistency consistency) {
    return new PageRequest(
        message.getSize(),
        message.getToken().isEmpty()
            ? Optional.empty()
            : Optional.of(new PageToken(message.getToken())),
        switch (message.getWhenMoved()) {
          case CONTINUE -> WhenMoved.CONTINUE;
          case WHEN_MOVED_UNSPECIFIED -> WhenMoved.FAIL;
          case UNRECOGNIZED -> throw unrecognized("page.when_moved");
        },
        consistency);
  }

  static dev.holdfast.proto.datastore.v1.PageRequest page(PageRequest page) {
    dev.holdfast.proto.datastore.v1.PageRequest.Builder message =
        dev.holdfast.proto.datastore.v1.PageRequest.newBuilder().setSize(page.size());
    page.token().map(PageToken::value).ifPresent(message::setToken);
    if (page.whenMoved() == WhenMoved.CONTINUE) {
      message.setWhenMoved(dev.holdfast.proto.datastore.v1.PageRequest.WhenMoved.CONTINUE);
    }
    return message.build();
  }

  static Expectation expectation(dev.holdfast.proto.datastore.v1.Expectation message) {
    return switch (message.getKindCase()) {
      case MOD_REVISION -> Expectation.modRevision(message.getModRevision());
      case KIND_NOT_SET -> Expectation.any();
    };
  }

  static dev.holdfast.proto.datastore.v1.Expectation expectation(Expectation expectation) {
    dev.holdfast.proto.datastore.v1.Expectation.Builder message =
        dev.holdfast.proto.datastore.v1.Expectation.newBuilder();
    if (expectation instanceof Expectation.ModRevision expected) {
      message.setModRevision(expected.revision());
    }
    return message.build();
  }

  static NodeDetail detail(dev.holdfast.proto.datastore.v1.NodeDetail message) {
    return switch (message) {
      case WITH_SELECTORS -> NodeDetail.WITH_SELECTORS;
      case NODE_ONLY, NODE_DETAIL_UNSPECIFIED -> NodeDetail.NODE_ONLY;
      case UNRECOGNIZED -> throw unrecognized("detail");
    };
  }

  static dev.holdfast.proto.datastore.v1.NodeDetail detail(NodeDetail detail) {
    return switch (detail) {
      case WITH_SELECTORS -> dev.holdfast.proto.datastore.v1.NodeDetail.WITH_SELECTORS;
      case NODE_ONLY -> dev.holdfast.proto.datastore.v1.NodeDetail.NODE_ONLY;
    };
  }

  static dev.holdfast.proto.datastore.v1.Bundle bundle(Stored<Bundle> stored) {
    return BundleCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<Bundle> bundle(dev.holdfast.proto.datastore.v1.Bundle message, String historyId) {
    return StoredCodec.decode(BundleCodec.decode(message), historyId, message.getMetadata());
  }

  static dev.holdfast.proto.datastore.v1.RegistrationEntry entry(Stored<RegistrationEntry> stored) {
    return EntryCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<RegistrationEntry> entry(
      dev.holdfast.proto.datastore.v1.RegistrationEntry message, String historyId) {
    return StoredCodec.decode(EntryCodec.decode(message), historyId, message.getMetadata());
  }

  static dev.holdfast.proto.datastore.v1.AttestedNode node(Stored<AttestedNode> stored) {
    return NodeCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<AttestedNode> node(
      dev.holdfast.proto.datastore.v1.AttestedNode message, String historyId) {
    return StoredCodec.decode(NodeCodec.decode(message), historyId, message.getMetadata());
  }

  static NodeSelectors nodeSelectors(Stored<NodeSelectorSet> stored) {
    return NodeSelectorsCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<NodeSelectorSet> nodeSelectors(NodeSelectors message, String historyId) {
    return StoredCodec.decode(NodeSelectorsCodec.decode(message), historyId, message.getMetadata());
  }

  static dev.holdfast.proto.datastore.v1.JoinToken joinToken(Stored<JoinToken> stored) {
    return JoinTokenCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<JoinToken> joinToken(
      dev.holdfast.proto.datastore.v1.JoinToken message, String historyId) {
    return StoredCodec.decode(JoinTokenCodec.decode(message), historyId, message.getMetadata());
  }

  static dev.holdfast.proto.datastore.v1.FederationRelationship relationship(
      Stored<FederationRelationship> stored) {
    return FederationRelationshipCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<FederationRelationship> relationship(
      dev.holdfast.proto.datastore.v1.FederationRelationship message, String historyId) {
    return StoredCodec.decode(
        FederationRelationshipCodec.decode(message), historyId, message.getMetadata());
  }

  static dev.holdfast.proto.datastore.v1.CaJournal caJournal(Stored<CaJournal> stored) {
    return CaJournalCodec.encode(stored.value()).toBuilder()
        .setMetadata(StoredCodec.encode(stored))
        .build();
  }

  static Stored<CaJournal> caJournal(
      dev.holdfast.proto.datastore.v1.CaJournal message, String historyId) {
    return StoredCodec.decode(CaJournalCodec.decode(message), historyId, message.getMetadata());
  }

  /** Reads a time of a request, which must be there. */
  static Instant time(String field, boolean present, Timestamp message) {
    if (!present) {
      throw DataStoreException.invalid("request", field, "it is missing");
    }
    try {
      return Times.decode(message);
    } catch (DataStoreException e) {
      throw e.of("request", field);
    }
  }

  /** Reads a SPIFFE id of a request. */
  static SpiffeId spiffeId(String field, String text) {
    try {
      return SpiffeId.parse(text);
    } catch (DataStoreException e) {
      throw e.of("request", field);
    }
  }

  /** Reads a trust domain of a request. */
  static TrustDomain trustDomain(String field, String text) {
    try {
      return TrustDomain.parse(text);
    } catch (DataStoreException e) {
      throw e.of("request", field);
    }
  }

  /** Returns the refusal of a value that this version does not know. */
  static DataStoreException unrecognized(String field) {
    return DataStoreException.invalid(
        "request", field, "it is none of the values that this version knows");
  }

  /** Refuses a request without its object. */
  static void requirePresent(boolean present, String object) {
    if (!present) {
      throw new DataStoreException(Reason.INVALID, "it is missing from the request").of(object);
    }
  }
}
