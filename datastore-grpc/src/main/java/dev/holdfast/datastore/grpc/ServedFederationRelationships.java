package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.FederationRelationships;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.proto.datastore.v1.CreateFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.CreateFederationRelationshipResponse;
import dev.holdfast.proto.datastore.v1.DeleteFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.DeleteFederationRelationshipResponse;
import dev.holdfast.proto.datastore.v1.FederationRelationshipServiceGrpc.FederationRelationshipServiceImplBase;
import dev.holdfast.proto.datastore.v1.FetchFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.FetchFederationRelationshipResponse;
import dev.holdfast.proto.datastore.v1.ListFederationRelationshipsRequest;
import dev.holdfast.proto.datastore.v1.ListFederationRelationshipsResponse;
import dev.holdfast.proto.datastore.v1.UpdateFederationRelationshipRequest;
import dev.holdfast.proto.datastore.v1.UpdateFederationRelationshipResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Serves federation relationships. */
final class ServedFederationRelationships extends FederationRelationshipServiceImplBase {

  private final FederationRelationships records;

  ServedFederationRelationships(FederationRelationships records) {
    this.records = records;
  }

  @Override
  public void createFederationRelationship(
      CreateFederationRelationshipRequest request,
      StreamObserver<CreateFederationRelationshipResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(
              request.hasFederationRelationship(), FederationRelationshipCodec.OBJECT);
          Stored<FederationRelationship> created =
              records.create(
                  FederationRelationshipCodec.decode(request.getFederationRelationship()));
          return CreateFederationRelationshipResponse.newBuilder()
              .setHeader(Wire.header(created.floor(), Duration.ZERO))
              .setFederationRelationship(Wire.relationship(created))
              .build();
        });
  }

  @Override
  public void fetchFederationRelationship(
      FetchFederationRelationshipRequest request,
      StreamObserver<FetchFederationRelationshipResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<FederationRelationship>>> read =
              records.fetch(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  Wire.consistency(request.getConsistency()));
          FetchFederationRelationshipResponse.Builder response =
              FetchFederationRelationshipResponse.newBuilder()
                  .setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::relationship).ifPresent(response::setFederationRelationship);
          return response.build();
        });
  }

  @Override
  public void listFederationRelationships(
      ListFederationRelationshipsRequest request,
      StreamObserver<ListFederationRelationshipsResponse> observer) {
    Served.many(
        observer,
        () -> {
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(page, consistency, records::list, Wire::relationship),
              part -> {
                ListFederationRelationshipsResponse.Builder response =
                    ListFederationRelationshipsResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllFederationRelationships(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  @Override
  public void updateFederationRelationship(
      UpdateFederationRelationshipRequest request,
      StreamObserver<UpdateFederationRelationshipResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(
              request.hasFederationRelationship(), FederationRelationshipCodec.OBJECT);
          Set<FederationRelationshipField> fields =
              request.hasMask()
                  ? Masks.decode(request.getMask())
                  : EnumSet.allOf(FederationRelationshipField.class);
          Stored<FederationRelationship> updated =
              records.update(
                  FederationRelationshipCodec.decode(request.getFederationRelationship(), fields),
                  fields,
                  Wire.expectation(request.getExpectation()));
          return UpdateFederationRelationshipResponse.newBuilder()
              .setHeader(Wire.header(updated.floor(), Duration.ZERO))
              .setFederationRelationship(Wire.relationship(updated))
              .build();
        });
  }

  @Override
  public void deleteFederationRelationship(
      DeleteFederationRelationshipRequest request,
      StreamObserver<DeleteFederationRelationshipResponse> observer) {
    Served.one(
        observer,
        () -> {
          Deleted<FederationRelationship> deleted =
              records.delete(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  Wire.expectation(request.getExpectation()));
          return DeleteFederationRelationshipResponse.newBuilder()
              .setHeader(Wire.header(deleted.floor(), Duration.ZERO))
              .setFederationRelationship(Wire.relationship(deleted.record()))
              .build();
        });
  }
}
