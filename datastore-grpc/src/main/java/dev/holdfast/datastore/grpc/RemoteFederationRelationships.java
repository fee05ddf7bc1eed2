package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordChange;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.proto.datastore.v1.CreateFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.DeleteFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.DeleteFederationRelationshipResponse;
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
  private final Batches batches;

  RemoteFederationRelationships(Calls calls) {
    this.calls = calls;
    this.batches = new Batches(calls);
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
            creation(record));
    return stored(answer.getFederationRelationship(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<FederationRelationship>>> createEach(
      List<FederationRelationship> relationships) {
    return batches.write(
        relationships,
        (write, relationship) -> write.setCreateFederationRelationship(creation(relationship)),
        result -> {
          var answer = result.getCreateFederationRelationship();
          return stored(answer.getFederationRelationship(), answer.getHeader());
        });
  }

  private static CreateFederationRelationshipRequest creation(FederationRelationship record) {
    return CreateFederationRelationshipRequest.newBuilder()
        .setFederationRelationship(FederationRelationshipCodec.encode(record))
        .build();
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
    var answer =
        calls.write(
            FederationRelationshipServiceGrpc.getUpdateFederationRelationshipMethod(),
            change(new RecordChange<>(relationship, fields, expectation)));
    return stored(answer.getFederationRelationship(), answer.getHeader());
  }

  @Override
  public List<BatchResult<Stored<FederationRelationship>>> updateEach(
      List<RecordChange<FederationRelationship, FederationRelationshipField>> changes) {
    return batches.write(
        changes,
        (write, change) -> write.setUpdateFederationRelationship(change(change)),
        result -> {
          var answer = result.getUpdateFederationRelationship();
          return stored(answer.getFederationRelationship(), answer.getHeader());
        });
  }

  private static UpdateFederationRelationshipRequest change(
      RecordChange<FederationRelationship, FederationRelationshipField> change) {
    FederationRelationship relationship = change.record();
    var message =
        dev.holdfast.proto.datastore.v1.FederationRelationship.newBuilder()
            .setTrustDomain(relationship.trustDomain().name());
    FederationRelationshipCodec.write(relationship, change.fields(), message);
    if (change.fields().contains(FederationRelationshipField.BUNDLE)) {
      relationship.bundle().map(BundleCodec::encode).ifPresent(message::setBundle);
    }
    return UpdateFederationRelationshipRequest.newBuilder()
        .setFederationRelationship(message)
        .setMask(Masks.encodeRelationship(change.fields()))
        .setExpectation(Wire.expectation(change.expectation()))
        .build();
  }

  @Override
  public Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation) {
    return deleted(
        calls.write(
            FederationRelationshipServiceGrpc.getDeleteFederationRelationshipMethod(),
            deletion(trustDomain, expectation)));
  }

  @Override
  public List<BatchResult<Deleted<FederationRelationship>>> deleteEach(
      List<TrustDomain> trustDomains) {
    return batches.write(
        trustDomains,
        (write, trustDomain) ->
            write.setDeleteFederationRelationship(deletion(trustDomain, Expectation.any())),
        result -> deleted(result.getDeleteFederationRelationship()));
  }

  private static DeleteFederationRelationshipRequest deletion(
      TrustDomain trustDomain, Expectation expectation) {
    return DeleteFederationRelationshipRequest.newBuilder()
        .setTrustDomain(trustDomain.name())
        .setExpectation(Wire.expectation(expectation))
        .build();
  }

  private static Deleted<FederationRelationship> deleted(
      DeleteFederationRelationshipResponse answer) {
    return new Deleted<>(
        stored(answer.getFederationRelationship(), answer.getHeader()),
        Calls.floor(answer.getHeader()));
  }
}
