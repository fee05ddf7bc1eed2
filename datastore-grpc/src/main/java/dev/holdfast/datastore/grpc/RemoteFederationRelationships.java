package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.proto.datastore.v1.CreateFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.DeleteFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.FederationRelationshipServiceGrpc;
import dev.holdfast.proto.datastore.v1.FetchFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.Header;
import dev.holdfast.proto.datastore.v1.ListFederationRelationshipsRequest;
import dev.holdfast.proto.datastore.v1.ListFederationRelationshipsResponse;
import dev.holdfast.proto.datastore.v1.UpdateFederationRelationshipRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The federation relationships of a {@link RemoteDataStore}. */
final class RemoteFederationRelationships implements FederationRelationships {

  private final Calls calls;

  RemoteFederationRelationships(Calls calls) {
    this.calls = calls;
  }

  private static Stored<FederationRelationship> stored(
      dev.holdfast.proto.datastore.v1.FederationRelationship message, Header header) {
    return Wire.relationship(message, header.getFloor().getHistoryId());
  }

  @Override
  public Stored<FederationRelationship> create(FederationRelationship record) {
    var answer =
        calls.write(
            FederationRelationshipServiceGrpc.getCreateFederationRelationshipMethod(),
            CreateFederationRelationshipRequest.newBuilder()
                .setFederationRelationship(FederationRelationshipCodec.encode(record))
                .build());
    return stored(answer.getFederationRelationship(), answer.getHeader());
  }

  @Override
  public Read<Optional<Stored<FederationRelationship>>> fetch(
      TrustDomain id, ReadConsistency consistency) {
    return fetch(
        FetchFederationRelationshipRequest.newBuilder().setTrustDomain(id.name()), consistency);
  }

  private Read<Optional<Stored<FederationRelationship>>> fetch(
      FetchFederationRelationshipRequest.Builder request, ReadConsistency consistency) {
    var answer =
        calls.read(
            FederationRelationshipServiceGrpc.getFetchFederationRelationshipMethod(),
            request.setConsistency(Wire.consistency(consistency)).build());
    return Calls.read(
        answer.getHeader(),
        answer.hasFederationRelationship()
            ? Optional.of(stored(answer.getFederationRelationship(), answer.getHeader()))
            : Optional.empty());
  }

  @Override
  public Read<List<Stored<FederationRelationship>>> list(ReadConsistency consistency) {
    return records(
        messages(
            ListFederationRelationshipsRequest.newBuilder()
                .setConsistency(Wire.consistency(consistency))
                .build()));
  }

  @Override
  public Page<Stored<FederationRelationship>> list(PageRequest page) {
    List<ListFederationRelationshipsResponse> messages =
        messages(
            ListFederationRelationshipsRequest.newBuilder()
                .setPage(Wire.page(page))
                .setConsistency(Wire.consistency(page.consistency()))
                .build());
    return Calls.page(records(messages), messages.get(messages.size() - 1).getNextPageToken());
  }

  private List<ListFederationRelationshipsResponse> messages(
      ListFederationRelationshipsRequest request) {
    return calls.all(
        FederationRelationshipServiceGrpc.getListFederationRelationshipsMethod(),
        request,
        Failures.Effect.READ);
  }

  private static Read<List<Stored<FederationRelationship>>> records(
      List<ListFederationRelationshipsResponse> messages) {
    return Calls.records(
        messages,
        ListFederationRelationshipsResponse::getHeader,
        ListFederationRelationshipsResponse::getFederationRelationshipsList,
        Wire::relationship);
  }

  @Override
  public Stored<FederationRelationship> update(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      Expectation expectation) {
    var message =
        dev.holdfast.proto.datastore.v1.FederationRelationship.newBuilder()
            .setTrustDomain(relationship.trustDomain().name());
    FederationRelationshipCodec.write(relationship, fields, message);
    if (fields.contains(FederationRelationshipField.BUNDLE)) {
      relationship.bundle().map(BundleCodec::encode).ifPresent(message::setBundle);
    }
    var answer =
        calls.write(
            FederationRelationshipServiceGrpc.getUpdateFederationRelationshipMethod(),
            UpdateFederationRelationshipRequest.newBuilder()
                .setFederationRelationship(message)
                .setMask(Masks.encodeRelationship(fields))
                .setExpectation(Wire.expectation(expectation))
                .build());
    return stored(answer.getFederationRelationship(), answer.getHeader());
  }

  @Override
  public Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation) {
    var answer =
        calls.write(
            FederationRelationshipServiceGrpc.getDeleteFederationRelationshipMethod(),
            DeleteFederationRelationshipRequest.newBuilder()
                .setTrustDomain(trustDomain.name())
                .setExpectation(Wire.expectation(expectation))
                .build());
    return new Deleted<>(
        stored(answer.getFederationRelationship(), answer.getHeader()),
        Calls.floor(answer.getHeader()));
  }
}
