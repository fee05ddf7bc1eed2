package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.proto.datastore.v1.AppendBundleRequest;
import dev.holdfast.proto.datastore.v1.AppendBundleResponse;
import dev.holdfast.proto.datastore.v1.BundleServiceGrpc.BundleServiceImplBase;
import dev.holdfast.proto.datastore.v1.CountBundlesRequest;
import dev.holdfast.proto.datastore.v1.CountBundlesResponse;
import dev.holdfast.proto.datastore.v1.CreateBundleRequest;
import dev.holdfast.proto.datastore.v1.CreateBundleResponse;
import dev.holdfast.proto.datastore.v1.DeleteBundleRequest;
import dev.holdfast.proto.datastore.v1.DeleteBundleResponse;
import dev.holdfast.proto.datastore.v1.FetchBundleRequest;
import dev.holdfast.proto.datastore.v1.FetchBundleResponse;
import dev.holdfast.proto.datastore.v1.ListBundlesRequest;
import dev.holdfast.proto.datastore.v1.ListBundlesResponse;
import dev.holdfast.proto.datastore.v1.PruneBundleRequest;
import dev.holdfast.proto.datastore.v1.PruneBundleResponse;
import dev.holdfast.proto.datastore.v1.RevokeAuthorityRequest;
import dev.holdfast.proto.datastore.v1.RevokeAuthorityResponse;
import dev.holdfast.proto.datastore.v1.SetBundleRequest;
import dev.holdfast.proto.datastore.v1.SetBundleResponse;
import dev.holdfast.proto.datastore.v1.TaintAuthorityRequest;
import dev.holdfast.proto.datastore.v1.TaintAuthorityResponse;
import dev.holdfast.proto.datastore.v1.UpdateBundleRequest;
import dev.holdfast.proto.datastore.v1.UpdateBundleResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Serves bundles. */
final class ServedBundles extends BundleServiceImplBase {

  private final Bundles bundles;

  ServedBundles(Bundles bundles) {
    this.bundles = bundles;
  }

  @Override
  public void createBundle(
      CreateBundleRequest request, StreamObserver<CreateBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasBundle(), BundleCodec.OBJECT);
          Stored<Bundle> created = bundles.create(BundleCodec.decode(request.getBundle()));
          return CreateBundleResponse.newBuilder()
              .setHeader(Wire.header(created.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(created))
              .build();
        });
  }

  @Override
  public void fetchBundle(
      FetchBundleRequest request, StreamObserver<FetchBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Optional<Stored<Bundle>>> read =
              bundles.fetch(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  Wire.consistency(request.getConsistency()));
          FetchBundleResponse.Builder response =
              FetchBundleResponse.newBuilder().setHeader(Wire.header(read.floor(), read.age()));
          read.value().map(Wire::bundle).ifPresent(response::setBundle);
          return response.build();
        });
  }

  @Override
  public void listBundles(
      ListBundlesRequest request, StreamObserver<ListBundlesResponse> observer) {
    Served.many(
        observer,
        () -> {
          ReadConsistency consistency = Wire.consistency(request.getConsistency());
          Optional<PageRequest> page =
              request.hasPage()
                  ? Optional.of(Wire.page(request.getPage(), consistency))
                  : Optional.empty();
          return Chunks.map(
              Chunks.listing(page, consistency, bundles::list, Wire::bundle),
              part -> {
                ListBundlesResponse.Builder response =
                    ListBundlesResponse.newBuilder()
                        .setHeader(Wire.header(part.page().floor(), part.page().age()))
                        .addAllBundles(part.records());
                part.next().ifPresent(token -> response.setNextPageToken(token.value()));
                return response.build();
              });
        });
  }

  @Override
  public void countBundles(
      CountBundlesRequest request, StreamObserver<CountBundlesResponse> observer) {
    Served.one(
        observer,
        () -> {
          Read<Long> read = bundles.count(Wire.consistency(request.getConsistency()));
          return CountBundlesResponse.newBuilder()
              .setHeader(Wire.header(read.floor(), read.age()))
              .setCount(read.value())
              .build();
        });
  }

  @Override
  public void setBundle(SetBundleRequest request, StreamObserver<SetBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasBundle(), BundleCodec.OBJECT);
          Stored<Bundle> stored = bundles.set(BundleCodec.decode(request.getBundle()));
          return SetBundleResponse.newBuilder()
              .setHeader(Wire.header(stored.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(stored))
              .build();
        });
  }

  @Override
  public void updateBundle(
      UpdateBundleRequest request, StreamObserver<UpdateBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasBundle(), BundleCodec.OBJECT);
          Set<BundleField> fields =
              request.hasMask()
                  ? Masks.decode(request.getMask())
                  : EnumSet.allOf(BundleField.class);
          Stored<Bundle> updated =
              bundles.update(
                  BundleCodec.decode(request.getBundle(), fields),
                  fields,
                  Wire.expectation(request.getExpectation()));
          return UpdateBundleResponse.newBuilder()
              .setHeader(Wire.header(updated.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(updated))
              .build();
        });
  }

  @Override
  public void deleteBundle(
      DeleteBundleRequest request, StreamObserver<DeleteBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Deleted<Bundle> deleted =
              bundles.delete(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  mode(request.getMode()),
                  Wire.expectation(request.getExpectation()));
          return DeleteBundleResponse.newBuilder()
              .setHeader(Wire.header(deleted.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(deleted.record()))
              .build();
        });
  }

  private static DeleteMode mode(DeleteBundleRequest.Mode mode) {
    return switch (mode) {
      case DISSOCIATE -> DeleteMode.DISSOCIATE;
      case DELETE -> DeleteMode.DELETE;
      case RESTRICT, MODE_UNSPECIFIED -> DeleteMode.RESTRICT;
      case UNRECOGNIZED -> throw Wire.unrecognized("mode");
    };
  }

  @Override
  public void appendBundle(
      AppendBundleRequest request, StreamObserver<AppendBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          Wire.requirePresent(request.hasBundle(), BundleCodec.OBJECT);
          Stored<Bundle> stored = bundles.append(BundleCodec.decode(request.getBundle()));
          return AppendBundleResponse.newBuilder()
              .setHeader(Wire.header(stored.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(stored))
              .build();
        });
  }

  @Override
  public void pruneBundle(
      PruneBundleRequest request, StreamObserver<PruneBundleResponse> observer) {
    Served.one(
        observer,
        () -> {
          PruneBundleResponse.Builder response = PruneBundleResponse.newBuilder();
          bundles
              .prune(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  Wire.time("expires_by", request.hasExpiresBy(), request.getExpiresBy()))
              .ifPresent(
                  pruned ->
                      response
                          .setHeader(Wire.header(pruned.floor(), Duration.ZERO))
                          .setBundle(Wire.bundle(pruned)));
          return response.build();
        });
  }

  @Override
  public void taintAuthority(
      TaintAuthorityRequest request, StreamObserver<TaintAuthorityResponse> observer) {
    Served.one(
        observer,
        () -> {
          Stored<Bundle> stored =
              bundles.taint(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  authority(request.getAuthority()));
          return TaintAuthorityResponse.newBuilder()
              .setHeader(Wire.header(stored.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(stored))
              .build();
        });
  }

  @Override
  public void revokeAuthority(
      RevokeAuthorityRequest request, StreamObserver<RevokeAuthorityResponse> observer) {
    Served.one(
        observer,
        () -> {
          Stored<Bundle> stored =
              bundles.revoke(
                  Wire.trustDomain("trust_domain", request.getTrustDomain()),
                  authority(request.getAuthority()));
          return RevokeAuthorityResponse.newBuilder()
              .setHeader(Wire.header(stored.floor(), Duration.ZERO))
              .setBundle(Wire.bundle(stored))
              .build();
        });
  }

  private static AuthorityId authority(dev.holdfast.proto.datastore.v1.AuthorityId message) {
    return switch (message.getIdCase()) {
      case X509_SUBJECT_KEY_ID -> AuthorityId.x509(message.getX509SubjectKeyId());
      case JWT_KEY_ID -> AuthorityId.jwt(message.getJwtKeyId());
      case WIT_KEY_ID -> AuthorityId.wit(message.getWitKeyId());
      case ID_NOT_SET -> throw DataStoreException.invalid("request", "authority", "none is named");
    };
  }
}
